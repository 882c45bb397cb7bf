/** A container that cannot be configured: CreateContainerConfigError, with the message that its status shows. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}
