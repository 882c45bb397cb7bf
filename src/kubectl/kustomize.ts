import type { Process } from '../cluster/machine/program.ts'
import { KubectlError } from './errors.ts'

/** The manifests that a kustomization.yaml builds, as one YAML text. */
export function kustomize(process: Process, directory: string): string {
  void process
  throw new KubectlError(`unable to build ${directory}: kustomizations are not simulated`)
}
