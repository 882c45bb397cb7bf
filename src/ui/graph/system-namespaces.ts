/** Namespaces that belong to the cluster itself; hidden until somebody asks for them. */
export const systemNamespaces: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
])
