import type { Plugin } from '../framework.ts'

/** All nodes are of one version and have the same features: it never refuses one (plugins/nodedeclaredfeatures). */
export const nodeDeclaredFeatures: Plugin = { name: 'NodeDeclaredFeatures' }
