import type { GroupVersionResource, KubeObject } from '../api/object.ts'
import { type DirectAccess, type DirectCall, StatusError, type UserInfo } from '../apiserver/interface.ts'
import { ApiError, type Client } from './client.ts'

/**
 * The API server for one component of the cluster: no text in between, objects go over as they are.
 * @param component its name, as the history and managedFields give it
 */
export function createClient(api: { readonly direct: DirectAccess }, component: string, user?: UserInfo): Client {
  const { direct } = api
  const manager = managerOf(component)
  const who: UserInfo = user ?? userOf(component, manager)
  const asManager = { fieldManager: manager }
  const call = (resource: GroupVersionResource, namespace?: string, name?: string, more?: Partial<DirectCall>): DirectCall => ({
    resource,
    namespace,
    name,
    by: component,
    user: who,
    query: asManager,
    ...more,
  })
  return {
    component,
    served: () => direct.served(),
    get: <T extends KubeObject>(resource: GroupVersionResource, namespace: string | undefined, name: string) =>
      ask(() => direct.get(call(resource, namespace, name))) as T,
    list: <T extends KubeObject>(resource: GroupVersionResource, options: Parameters<Client['list']>[1] = {}) => {
      const { namespace, labelSelector, fieldSelector } = options
      const query = { labelSelector, fieldSelector }
      return ask(() => direct.list(call(resource, namespace, undefined, { query }))) as readonly T[]
    },
    create: <T extends KubeObject>(
      resource: GroupVersionResource,
      object: unknown,
      options?: { subresource?: string; name?: string },
    ) => {
      const metadata = (object as Partial<KubeObject>).metadata
      const name = options?.name ?? (options?.subresource ? metadata?.name : undefined)
      return ask(() => direct.create(call(resource, metadata?.namespace, name, options), object)) as T
    },
    update: <T extends KubeObject>(resource: GroupVersionResource, object: T, options?: { subresource?: string }) => {
      const { namespace, name } = object.metadata
      return ask(() => direct.update(call(resource, namespace, name, options), object)) as T
    },
    patch: <T extends KubeObject>(
      resource: GroupVersionResource,
      namespace: string | undefined,
      name: string,
      patch: unknown,
      options: Parameters<Client['patch']>[4],
    ) => {
      const query = { fieldManager: options.fieldManager ?? manager, force: options.force ? 'true' : undefined }
      const to = call(resource, namespace, name, { subresource: options.subresource, query })
      return ask(() => direct.patch(to, options.type, patch)) as T
    },
    delete: (resource, namespace, name, options) => ask(() => direct.delete(call(resource, namespace, name), options)),
  }
}

const loops = new Set(['pod-garbage-collector', 'horizontal-pod-autoscaler', 'controllermanager'])

/** The program that a component is a part of, as managedFields name it. */
function managerOf(component: string): string {
  if (component === 'default-scheduler') return 'kube-scheduler'
  const name = String(component.split('/')[0])
  return name.endsWith('-controller') || loops.has(name) ? 'kube-controller-manager' : name
}

/** Controllers work as ServiceAccounts of their own. */
function userOf(component: string, manager: string): UserInfo {
  if (manager !== 'kube-controller-manager') return { name: `system:${manager}`, groups: ['system:authenticated'] }
  return {
    name: `system:serviceaccount:kube-system:${component}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  }
}

/** Turns the server's refusal into the client's error. */
function ask<T>(request: () => T): T {
  try {
    return request()
  } catch (error) {
    throw error instanceof StatusError ? new ApiError(error.status) : error
  }
}
