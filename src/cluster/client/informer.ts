import type { GroupVersionResource, KubeObject } from '../api/object.ts'

export interface ChangeHandler<T extends KubeObject> {
  added?(object: T): void
  updated?(object: T, old: T): void
  deleted?(object: T): void
}

/**
 * A watched, indexed copy of one resource, as client-go's SharedIndexInformer. It lags the store by
 * delays.watchEvent, as a real one does; handlers run after the copy was brought up to date, in the order of the
 * store's revisions, each as a consequence of the commit that it tells of.
 */
export interface Informer<T extends KubeObject = KubeObject> {
  get(namespace: string | undefined, name: string): T | undefined
  /** All, or those of one namespace. Order: by key. */
  list(namespace?: string): readonly T[]
  /**
   * Objects under a value of an index. Every informer has `owner` (uid of the controlling owner); pods also `node`
   * (spec.nodeName, '' while unscheduled). An unknown index name throws.
   */
  byIndex(index: string, value: string): readonly T[]
  /** Existing objects are told as added, at a later instant. Returns the end of it. */
  onChange(handler: ChangeHandler<T>): () => void
  /** As `onChange`, for objects under one value of an index only; leaving it is told as deleted. */
  onIndexChange(index: string, value: string, handler: ChangeHandler<T>): () => void
}

/** One informer a resource, shared by all components of the cluster. */
export interface Informers {
  for<T extends KubeObject>(resource: GroupVersionResource): Informer<T>
}
