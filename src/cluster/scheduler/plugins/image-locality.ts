import { maxNodeScore, type Plugin } from '../framework.ts'

const mebibyte = 1024 * 1024
const minThreshold = 23 * mebibyte
const maxContainerThreshold = 1000 * mebibyte

/** Nodes that hold the pod's images already (plugins/imagelocality); an image held by few nodes counts less. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  preScore: ({ pod }, cluster) => {
    const images: string[] = []
    for (const container of pod.spec?.initContainers ?? []) if (container.image) images.push(normalisedImageName(container.image))
    for (const container of pod.spec?.containers ?? []) if (container.image) images.push(normalisedImageName(container.image))
    for (const volume of pod.spec?.volumes ?? [])
      if (volume.image?.reference) images.push(normalisedImageName(volume.image.reference))
    const total = cluster.nodes.length
    const spread = images.map((image) => cluster.nodesWithImage(image) / total)
    const maxThreshold = maxContainerThreshold * images.length
    return {
      score: (node) => {
        let sum = 0
        for (let i = 0; i < images.length; i++) {
          const bytes = node.images.get(images[i] as string)
          if (bytes !== undefined) sum += Math.floor(bytes * (spread[i] as number))
        }
        const bounded = Math.min(Math.max(sum, minThreshold), maxThreshold)
        return Math.floor((maxNodeScore * (bounded - minThreshold)) / (maxThreshold - minThreshold))
      },
    }
  },
}

/** Adds `:latest` where the name bears no tag, as the node lists it. */
export function normalisedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name
}
