import type { Command } from '../../command.ts'
import { setEnv } from './env.ts'
import { setImage } from './image.ts'
import { setResources } from './resources.ts'
import { setSelector } from './selector.ts'
import { setServiceAccount, setSubject } from './service-account.ts'

export const set: Command = {
  name: 'set',
  use: 'set SUBCOMMAND [options]',
  short: 'Set specific features on objects',
  long: 'Configure application resources: change one thing of objects that exist.',
  subcommands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
}
