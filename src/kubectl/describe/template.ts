import type { PodTemplateSpec } from '../../cluster/api/generated/types.ts'
import { containerLines } from './containers.ts'
import { annotationLines, labelLines, type Page, tolerationLines } from './page.ts'
import { volumeLines } from './volumes.ts'

/** `Pod Template:` of whatever makes pods (DescribePodTemplate). */
export function describeTemplate(page: Page, template: PodTemplateSpec | undefined): void {
  page.line(0, 'Pod Template:')
  if (!template) {
    page.line(1, '<unset>')
    return
  }
  const { metadata, spec } = template
  labelLines(page, 1, 'Labels', metadata?.labels)
  if (metadata?.annotations && Object.keys(metadata.annotations).length > 0)
    annotationLines(page, 'Annotations', metadata.annotations, 1)
  if (spec?.serviceAccountName) page.line(1, `Service Account:\t${spec.serviceAccountName}`)
  if (spec?.initContainers?.length) containerLines(page, 'Init Containers', spec.initContainers, undefined, { space: '  ' })
  containerLines(page, 'Containers', spec?.containers, undefined, { space: '  ' })
  volumeLines(page, spec?.volumes, '  ')
  if (spec?.topologySpreadConstraints?.length) {
    spec.topologySpreadConstraints.forEach((constraint, i) => {
      const text = `${constraint.topologyKey}:${constraint.whenUnsatisfiable} when max skew ${constraint.maxSkew} is exceeded`
      page.line(1, `${i === 0 ? 'Topology Spread Constraints:' : ''}\t${text}`)
    })
  }
  if (spec?.priorityClassName) page.line(1, `Priority Class Name:\t${spec.priorityClassName}`)
  labelLines(page, 1, 'Node-Selectors', spec?.nodeSelector)
  tolerationLines(page, '  Tolerations', spec?.tolerations)
}
