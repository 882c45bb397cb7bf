/** Volumes of a Pod: ValidateVolumes, validateVolumeSource. */
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { KeyToPath, Volume, VolumeProjection } from '../../api/generated/types.ts'
import { dns1123Label } from '../../api/names.ts'
import { checkFormat, checkQuantityNotNegative, checkRequiredFormat, checkSupported } from './checks.ts'
import { checkClaimSpec } from './claims.ts'
import { checkFieldRef, checkResourceFieldRef, volumeFields } from './env.ts'

/** Checks the list; returns the names, for mounts to be checked against. */
export function checkVolumes(errors: FieldError[], at: FieldPath, volumes: readonly Volume[] | undefined): ReadonlySet<string> {
  const names = new Set<string>()
  volumes?.forEach((volume, i) => {
    const path = at.index(i)
    const found: FieldError[] = []
    checkVolumeSource(found, path, volume)
    if (!volume.name) found.push(required(path.child('name')))
    else checkFormat(found, path.child('name'), volume.name, dns1123Label)
    if (volume.name && names.has(volume.name)) found.push(duplicate(path.child('name'), volume.name))
    if (found.length === 0) names.add(volume.name)
    errors.push(...found)
  })
  return names
}

type Check = (errors: FieldError[], at: FieldPath, volume: Volume) => void

const requireAll =
  (...fields: readonly string[]) =>
  (errors: FieldError[], at: FieldPath, source: Readonly<Record<string, unknown>>): void => {
    for (const field of fields) {
      const value = source[field]
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
        errors.push(required(at.child(field)))
      }
    }
  }

const demand =
  (source: keyof Volume, ...fields: readonly string[]): Check =>
  (errors, at, volume) =>
    requireAll(...fields)(errors, at, volume[source] as Readonly<Record<string, unknown>>)

/** In upstream's order: when two are given, the later one is refused. */
const sources: readonly (readonly [keyof Volume, Check])[] = [
  ['emptyDir', (errors, at, { emptyDir }) => checkQuantityNotNegative(errors, at.child('sizeLimit'), emptyDir?.sizeLimit)],
  ['hostPath', checkHostPath],
  ['gitRepo', checkGitRepo],
  ['gcePersistentDisk', demand('gcePersistentDisk', 'pdName')],
  ['awsElasticBlockStore', demand('awsElasticBlockStore', 'volumeID')],
  ['secret', checkSecret],
  ['nfs', checkNfs],
  ['iscsi', demand('iscsi', 'targetPortal', 'iqn')],
  ['glusterfs', demand('glusterfs', 'endpoints', 'path')],
  [
    'flocker',
    (errors, at, { flocker }) => {
      if (!flocker?.datasetName && !flocker?.datasetUUID) {
        errors.push(required(at, 'one of datasetName and datasetUUID is required'))
      }
    },
  ],
  ['persistentVolumeClaim', demand('persistentVolumeClaim', 'claimName')],
  ['rbd', demand('rbd', 'monitors', 'image')],
  ['cinder', demand('cinder', 'volumeID')],
  ['cephfs', demand('cephfs', 'monitors')],
  ['quobyte', demand('quobyte', 'registry', 'volume')],
  ['downwardAPI', checkDownwardApi],
  ['fc', checkFibreChannel],
  ['flexVolume', demand('flexVolume', 'driver')],
  ['configMap', checkConfigMap],
  ['azureFile', demand('azureFile', 'secretName', 'shareName')],
  ['vsphereVolume', demand('vsphereVolume', 'volumePath')],
  ['photonPersistentDisk', demand('photonPersistentDisk', 'pdID')],
  ['portworxVolume', demand('portworxVolume', 'volumeID')],
  ['azureDisk', demand('azureDisk', 'diskName', 'diskURI')],
  ['storageos', () => {}],
  ['projected', checkProjected],
  ['scaleIO', demand('scaleIO', 'gateway', 'system', 'volumeName')],
  ['csi', demand('csi', 'driver')],
  ['ephemeral', checkEphemeral],
  ['image', checkImage],
]

function checkVolumeSource(errors: FieldError[], at: FieldPath, volume: Volume): void {
  let count = 0
  for (const [source, check] of sources) {
    if (volume[source] === undefined) continue
    if (count > 0) errors.push(forbidden(at.child(source), 'may not specify more than 1 volume type'))
    else check(errors, at.child(source), volume)
    count++
  }
  if (count === 0) errors.push(required(at, 'must specify a volume type'))
}

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

function checkHostPath(errors: FieldError[], at: FieldPath, { hostPath }: Volume): void {
  if (!hostPath?.path) {
    errors.push(required(at.child('path')))
    return
  }
  checkNoBackSteps(errors, at.child('path'), hostPath.path)
  if (hostPath.type !== undefined && !hostPathTypes.includes(hostPath.type)) {
    errors.push(notSupported(at.child('type'), hostPath.type, hostPathTypes))
  }
}

function checkNoBackSteps(errors: FieldError[], at: FieldPath, path: string): void {
  if (path.split('/').includes('..')) errors.push(invalid(at, path, "must not contain '..'"))
}

/** `validateLocalDescendingPath` */
export function checkRelativePath(errors: FieldError[], at: FieldPath, path: string): void {
  if (path.startsWith('/')) errors.push(invalid(at, path, 'must be a relative path'))
  checkNoBackSteps(errors, at, path)
}

function checkGitRepo(errors: FieldError[], at: FieldPath, { gitRepo }: Volume): void {
  if (!gitRepo?.repository) errors.push(required(at.child('repository')))
  if (gitRepo?.directory) checkRelativePath(errors, at.child('directory'), gitRepo.directory)
}

function checkNfs(errors: FieldError[], at: FieldPath, { nfs }: Volume): void {
  if (!nfs?.server) errors.push(required(at.child('server')))
  if (!nfs?.path) errors.push(required(at.child('path')))
  else if (!nfs.path.startsWith('/')) errors.push(invalid(at.child('path'), nfs.path, 'must be an absolute path'))
}

const modeMessage = 'must be a number between 0 and 0777 (octal), both inclusive'

function checkMode(errors: FieldError[], at: FieldPath, mode: number | undefined): void {
  if (mode !== undefined && (mode < 0 || mode > 0o777)) errors.push(invalid(at, mode, modeMessage))
}

function checkItems(errors: FieldError[], at: FieldPath, items: readonly KeyToPath[] | undefined): void {
  items?.forEach((item, i) => {
    const path = at.index(i)
    if (!item.key) errors.push(required(path.child('key')))
    checkItemPath(errors, path.child('path'), item.path)
    checkMode(errors, path.child('mode'), item.mode)
  })
}

/** `validateLocalNonReservedPath` */
function checkItemPath(errors: FieldError[], at: FieldPath, path: string): void {
  if (!path) {
    errors.push(required(at))
    return
  }
  checkRelativePath(errors, at, path)
  if (path.startsWith('..') && path !== '..' && !path.startsWith('../')) {
    errors.push(invalid(at, path, "must not start with '..'"))
  }
}

function checkSecret(errors: FieldError[], at: FieldPath, { secret }: Volume): void {
  if (!secret?.secretName) errors.push(required(at.child('secretName')))
  checkMode(errors, at.child('defaultMode'), secret?.defaultMode)
  checkItems(errors, at.child('items'), secret?.items)
}

function checkConfigMap(errors: FieldError[], at: FieldPath, { configMap }: Volume): void {
  if (!configMap?.name) errors.push(required(at.child('name')))
  checkMode(errors, at.child('defaultMode'), configMap?.defaultMode)
  checkItems(errors, at.child('items'), configMap?.items)
}

type DownwardFiles = NonNullable<Volume['downwardAPI']>['items']

function checkDownwardApi(errors: FieldError[], at: FieldPath, { downwardAPI }: Volume): void {
  checkMode(errors, at.child('defaultMode'), downwardAPI?.defaultMode)
  checkDownwardFiles(errors, at, downwardAPI?.items)
}

/** The fields of an item carry no index upstream. */
function checkDownwardFiles(errors: FieldError[], at: FieldPath, items: DownwardFiles): void {
  for (const item of items ?? []) {
    checkItemPath(errors, at.child('path'), item.path)
    if (item.fieldRef) {
      checkFieldRef(errors, at.child('fieldRef'), item.fieldRef, volumeFields)
      if (item.resourceFieldRef) {
        errors.push(invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'))
      }
    } else if (item.resourceFieldRef) {
      checkResourceFieldRef(errors, at.child('resourceFieldRef'), item.resourceFieldRef, true)
    } else errors.push(required(at, 'one of fieldRef and resourceFieldRef is required'))
    checkMode(errors, at.child('mode'), item.mode)
  }
}

function checkFibreChannel(errors: FieldError[], at: FieldPath, { fc }: Volume): void {
  if (!fc?.targetWWNs?.length && !fc?.wwids?.length) {
    errors.push(required(at.child('targetWWNs'), 'must specify either targetWWNs or wwids, but not both'))
  } else if (fc.targetWWNs?.length && fc.wwids?.length) {
    errors.push(invalid(at.child('targetWWNs'), fc.targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'))
  }
}

function checkProjected(errors: FieldError[], at: FieldPath, { projected }: Volume): void {
  checkMode(errors, at.child('defaultMode'), projected?.defaultMode)
  const paths = new Set<string>()
  projected?.sources?.forEach((source, i) => {
    checkProjection(errors, at.child('sources').index(i), source, paths)
  })
}

function checkProjection(errors: FieldError[], at: FieldPath, source: VolumeProjection, paths: Set<string>): void {
  let count = 0
  const begin = (field: string, present: unknown) => {
    if (!present) return false
    if (count++ === 0) return true
    errors.push(forbidden(at.child(field), 'may not specify more than 1 volume type'))
    return false
  }
  const claim = (path: string, where: FieldPath) => {
    if (!path) return
    if (paths.has(path)) errors.push(invalid(where, path, 'conflicting duplicate paths'))
    else paths.add(path)
  }
  for (const field of ['secret', 'configMap'] as const) {
    const projection = source[field]
    if (!begin(field, projection)) continue
    if (!projection?.name) errors.push(required(at.child(field, 'name')))
    checkItems(errors, at.child(field, 'items'), projection?.items)
    for (const item of projection?.items ?? []) claim(item.path, at.child(field))
  }
  if (begin('downwardAPI', source.downwardAPI)) {
    checkDownwardFiles(errors, at.child('downwardAPI'), source.downwardAPI?.items)
    for (const item of source.downwardAPI?.items ?? []) claim(item.path, at.child('downwardAPI'))
  }
  const token = source.serviceAccountToken
  if (begin('serviceAccountToken', token) && token) {
    checkToken(errors, at.child('serviceAccountToken'), token)
    claim(token.path, at.child('serviceAccountToken'))
  }
  if (begin('clusterTrustBundle', source.clusterTrustBundle)) {
    if (!source.clusterTrustBundle?.path) errors.push(required(at.child('clusterTrustBundle', 'path')))
  }
  if (begin('podCertificate', source.podCertificate)) {
    checkRequiredFormat(errors, at.child('podCertificate', 'signerName'), source.podCertificate?.signerName, () => [])
  }
  if (count === 0) errors.push(required(at, 'must specify a volume type'))
}

type TokenProjection = NonNullable<VolumeProjection['serviceAccountToken']>

function checkToken(errors: FieldError[], at: FieldPath, token: TokenProjection): void {
  const seconds = token.expirationSeconds
  if (seconds !== undefined && seconds < 600) {
    errors.push(invalid(at.child('expirationSeconds'), seconds, 'may not specify a duration less than 10 minutes'))
  }
  if (seconds !== undefined && seconds > 2 ** 32) {
    errors.push(invalid(at.child('expirationSeconds'), seconds, 'may not specify a duration larger than 2^32 seconds'))
  }
  if (!token.path) errors.push(required(at.child('path')))
  else checkRelativePath(errors, at.child('path'), token.path)
}

function checkEphemeral(errors: FieldError[], at: FieldPath, { ephemeral }: Volume): void {
  const template = ephemeral?.volumeClaimTemplate
  if (!template) errors.push(required(at.child('volumeClaimTemplate')))
  else checkClaimSpec(errors, at.child('volumeClaimTemplate', 'spec'), template.spec)
}

function checkImage(errors: FieldError[], at: FieldPath, { image }: Volume): void {
  if (!image?.reference) errors.push(required(at.child('reference')))
  checkSupported(errors, at.child('pullPolicy'), image?.pullPolicy, ['Always', 'IfNotPresent', 'Never'])
}
