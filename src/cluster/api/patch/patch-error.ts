/** A patch that cannot be read (`decode`: a 400) or does not fit the document (`apply`: a 422). */
export class PatchError extends Error {
  constructor(
    message: string,
    readonly stage: 'decode' | 'apply' = 'apply',
  ) {
    super(message)
    this.name = 'PatchError'
  }
}
