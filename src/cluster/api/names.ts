/**
 * Formats of names, labels, ports and the like, with the texts of k8s.io/apimachinery/pkg/util/validation. Every check
 * returns what is wrong, nothing if all is well.
 */

export type NameCheck = (value: string) => readonly string[]

const fine: readonly string[] = []

const label1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain1123 = `${label1123}(\\.${label1123})*`
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelValue = `(${qualified})?`
const configKey = '[-._a-zA-Z0-9]+'
const percent = '[0-9]+%'
const httpHeader = '[-A-Za-z0-9]+'

const whole = (pattern: string) => new RegExp(`^${pattern}$`)
const matchers = {
  label1123: whole(label1123),
  subdomain1123: whole(subdomain1123),
  label1035: whole(label1035),
  qualified: whole(qualified),
  labelValue: whole(labelValue),
  configKey: whole(configKey),
  percent: whole(percent),
  httpHeader: whole(httpHeader),
}

/** `validation.RegexError`, with its odd double spaces. */
function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`
  const list = examples.map((example, i) => (i > 0 ? ` or '${example}', ` : `'${example}', `)).join('')
  return `${message} (e.g. ${list}regex used for validation is '${pattern}')`
}

const maxLength = (length: number) => `must be no more than ${length} characters`
const maxBytes = (length: number) => `must be no more than ${length} bytes`

const label1123Error = regexError(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  label1123,
  'my-name',
  '123-abc',
)
const subdomainError = regexError(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomain1123,
  'example.com',
)
const label1035Error = regexError(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  label1035,
  'my-name',
  'abc-123',
)
const qualifiedMessage =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
const qualifiedError = regexError(qualifiedMessage, qualified, 'MyName', 'my.name', '123-abc')
const labelValueError = regexError(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  labelValue,
  'MyValue',
  'my_value',
  '12345',
)

/** `IsDNS1123Label`: containers, volumes, namespaces, StatefulSets. */
export const dns1123Label: NameCheck = (value) => {
  const errors: string[] = []
  if (value.length > 63) errors.push(maxLength(63))
  if (!matchers.label1123.test(value)) {
    errors.push(matchers.subdomain1123.test(value) ? 'must not contain dots' : label1123Error)
  }
  return errors
}

/** `IsDNS1123Subdomain`: most objects' names. */
export const dns1123Subdomain: NameCheck = (value) => {
  if (value.length <= 253 && matchers.subdomain1123.test(value)) return fine
  const errors: string[] = []
  if (value.length > 253) errors.push(maxLength(253))
  if (!matchers.subdomain1123.test(value)) errors.push(subdomainError)
  return errors
}

/** `IsDNS1035Label` */
export const dns1035Label: NameCheck = (value) => {
  const errors: string[] = []
  if (value.length > 63) errors.push(maxLength(63))
  if (!matchers.label1035.test(value)) errors.push(label1035Error)
  return errors
}

/** `IsQualifiedName`: label and annotation keys, `name` or `prefix/name`. */
export const qualifiedName: NameCheck = (value) => {
  const errors: string[] = []
  const parts = value.split('/')
  let name = value
  if (parts.length === 2) {
    const prefix = parts[0] as string
    name = parts[1] as string
    if (prefix === '') errors.push('prefix part must be non-empty')
    else errors.push(...dns1123Subdomain(prefix).map((text) => `prefix part ${text}`))
  } else if (parts.length > 2) {
    const text = regexError(`a qualified name ${qualifiedMessage}`, qualified, 'MyName', 'my.name', '123-abc')
    return [`${text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`]
  }
  if (name === '') errors.push('name part must be non-empty')
  else if (name.length > 63) errors.push(`name part ${maxBytes(63)}`)
  if (name !== '' && !matchers.qualified.test(name)) errors.push(`name part ${qualifiedError}`)
  return errors
}

/** `content.IsLabelValue` */
export const labelValueFormat: NameCheck = (value) => {
  const errors: string[] = []
  if (value.length > 63) errors.push(maxBytes(63))
  if (!matchers.labelValue.test(value)) errors.push(labelValueError)
  return errors
}

/** `IsConfigMapKey` */
export const configMapKey: NameCheck = (value) => {
  const errors: string[] = []
  if (value.length > 253) errors.push(maxLength(253))
  if (!matchers.configKey.test(value)) {
    const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
    errors.push(regexError(message, configKey, 'key.name', 'KEY_NAME', 'key-name'))
  }
  errors.push(...chdirChecks(value))
  return errors
}

function chdirChecks(value: string): readonly string[] {
  if (value === '.') return ["must not be '.'"]
  if (value === '..') return ["must not be '..'"]
  return value.startsWith('..') ? ["must not start with '..'"] : fine
}

/** `IsRelaxedEnvVarName`: what 1.34 and later allow. */
export const envVarName: NameCheck = (value) => {
  if (value === '') return ['environment variable name must be non-empty']
  for (const char of value) {
    const code = char.codePointAt(0) as number
    if (code < 0x20 || code > 0x7e || char === '=') {
      return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
    }
  }
  return fine
}

/** `IsValidPortNum` */
export function portNumber(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? fine : ['must be between 1 and 65535, inclusive']
}

/** `IsValidPortName` */
export const portName: NameCheck = (value) => {
  const errors: string[] = []
  if (value.length > 15) errors.push(maxLength(15))
  if (!/^[-a-z0-9]+$/.test(value)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  }
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)')
  if (value.includes('--')) errors.push('must not contain consecutive hyphens')
  if (value.startsWith('-') || value.endsWith('-')) errors.push('must not begin or end with a hyphen')
  return errors
}

/** `IsValidUserID`, `IsValidGroupID` */
export function userId(id: number): readonly string[] {
  return id >= 0 && id <= 2_147_483_647 ? fine : ['must be between 0 and 2147483647, inclusive']
}

/** `IsValidPercent` */
export const percentFormat: NameCheck = (value) => {
  if (matchers.percent.test(value)) return fine
  return [regexError("a valid percent string must be a numeric string followed by an ending '%'", percent, '1%', '93%')]
}

/** `IsHTTPHeaderName` */
export const httpHeaderName: NameCheck = (value) => {
  if (matchers.httpHeader.test(value)) return fine
  return [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", httpHeader, 'X-Header-Name')]
}

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

function isIPv6(value: string): boolean {
  if (!value.includes(':') || !/^[0-9a-fA-F:.]+$/.test(value)) return false
  const halves = value.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half ? half.split(':') : []))
  const groupOk = (group: string, i: number) => /^[0-9a-fA-F]{1,4}$/.test(group) || (i === groups.length - 1 && ipv4.test(group))
  if (!groups.every(groupOk)) return false
  const count = groups.length + (groups.at(-1)?.includes('.') ? 1 : 0)
  return halves.length === 2 ? count < 8 : count === 8
}

export function isIP(value: string): boolean {
  const match = ipv4.exec(value)
  return match ? match.slice(1).every((part) => Number(part) <= 255) : isIPv6(value)
}

/** `IsValidIP` */
export const ipAddress: NameCheck = (value) => {
  if (!isIP(value)) return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']
  if (ipv4.test(value) && value.split('.').some((part) => part.length > 1 && part.startsWith('0'))) {
    return ['must not have leading 0s']
  }
  return fine
}

/** `IsValidCIDR` */
export const cidrBlock: NameCheck = (value) => {
  const [address = '', bits = '', ...rest] = value.split('/')
  const most = address.includes(':') ? 128 : 32
  if (rest.length === 0 && isIP(address) && /^\d+$/.test(bits) && Number(bits) <= most) return fine
  return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']
}

/** `path.IsValidPathSegmentName`: RBAC objects. */
export const pathSegmentName: NameCheck = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`]
  return ['/', '%'].filter((char) => value.includes(char)).map((char) => `may not contain '${char}'`)
}

/** A domain prefix and a path: condition types of readiness gates, finalizers. */
export const isQualifiedWithDomain = (value: string): boolean => value.includes('/') && qualifiedName(value).length === 0
