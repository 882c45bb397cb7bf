import { pause as pauseProgram } from '../programs/pause.ts'
import { repository } from './repository.ts'

const make = (name: string) =>
  repository(name, { versions: ['3.10.1', '3.10', '3.9', '3.8', '3.7', '3.6', '3.5', '3.4.1', '3.3', '3.2', '3.1'] }, () => ({
    megabytes: 0.32,
    entrypoint: ['/pause'],
    user: '65535:65535',
    files: [{ '/etc': { directory: true } }],
    programs: [{ '/pause': pauseProgram }],
  }))

export const pause = make('registry.k8s.io/pause')
export const gcrPause = make('k8s.gcr.io/pause')
export const gcrOldPause = make('gcr.io/google_containers/pause')
