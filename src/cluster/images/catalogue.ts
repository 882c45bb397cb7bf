/** Every repository that the simulator knows. A new image: its own file, and a line here. */
import { alpine } from './alpine.ts'
import { busybox, gcrBusybox, kubernetesBusybox } from './busybox.ts'
import { nginx } from './nginx.ts'
import { gcrOldPause, gcrPause, pause } from './pause.ts'
import type { Repository } from './repository.ts'

export const catalogue: readonly Repository[] = [
  alpine,
  busybox,
  gcrBusybox,
  gcrOldPause,
  gcrPause,
  kubernetesBusybox,
  nginx,
  pause,
]
