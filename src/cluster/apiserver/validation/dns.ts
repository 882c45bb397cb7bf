/** DNS settings, host names and host aliases of a Pod. */
import { type FieldError, invalid, notSupported, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { PodSpec } from '../../api/generated/types.ts'
import { dns1123Label, dns1123Subdomain, ipAddress } from '../../api/names.ts'
import { checkFormat, checkSupported } from './checks.ts'

const policies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

export function checkDnsPolicy(errors: FieldError[], at: FieldPath, policy: string | undefined): void {
  checkSupported(errors, at, policy, policies)
}

export function checkDnsConfig(errors: FieldError[], at: FieldPath, { dnsPolicy, dnsConfig }: PodSpec): void {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) {
      errors.push(required(at, 'must provide `dnsConfig` when `dnsPolicy` is None'))
      return
    }
    if (!dnsConfig.nameservers?.length) {
      errors.push(required(at.child('nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None'))
      return
    }
  }
  if (!dnsConfig) return
  const { nameservers = [], searches = [], options = [] } = dnsConfig
  if (nameservers.length > 3) errors.push(invalid(at.child('nameservers'), nameservers, 'must not have more than 3 nameservers'))
  nameservers.forEach((server, i) => {
    checkFormat(errors, at.child('nameservers').index(i), server, ipAddress)
  })
  if (searches.length > 32) errors.push(invalid(at.child('searches'), searches, 'must not have more than 32 search paths'))
  if (searches.join(' ').length > 2048) {
    const message = 'must not have more than 2048 characters (including spaces) in the search list'
    errors.push(invalid(at.child('searches'), searches, message))
  }
  searches.forEach((search, i) => {
    // RelaxedDNSSearchValidation: a lone dot, a dot at the end, and underscores are all right.
    if (search === '.') return
    const name = search.replace(/\.$/, '').replaceAll('_', 'a')
    for (const message of dns1123Subdomain(name)) errors.push(invalid(at.child('searches').index(i), search, message))
  })
  options.forEach((option, i) => {
    if (!option.name) errors.push(required(at.child('options').index(i), 'must not be empty'))
  })
}

export function checkHostnames(errors: FieldError[], at: FieldPath, spec: PodSpec): void {
  if (spec.hostname) checkFormat(errors, at.child('hostname'), spec.hostname, dns1123Label)
  if (spec.subdomain) checkFormat(errors, at.child('subdomain'), spec.subdomain, dns1123Label)
  if (spec.hostnameOverride !== undefined) {
    checkFormat(errors, at.child('hostnameOverride'), spec.hostnameOverride, dns1123Subdomain)
    if (spec.hostnameOverride.length > 64) {
      const message = 'must be no more than 64 characters'
      errors.push(invalid(at.child('hostnameOverride'), spec.hostnameOverride, message))
    }
    if (spec.setHostnameAsFQDN) {
      errors.push(invalid(at, spec.setHostnameAsFQDN, 'may not be set when `hostnameOverride` is specified'))
    }
  }
}

export function checkHostAliases(errors: FieldError[], at: FieldPath, aliases: PodSpec['hostAliases']): void {
  aliases?.forEach((alias, i) => {
    checkFormat(errors, at.index(i).child('ip'), alias.ip, ipAddress)
    alias.hostnames?.forEach((name, j) => {
      checkFormat(errors, at.index(i).child('hostnames').index(j), name, dns1123Subdomain)
    })
  })
}

export function checkOs(errors: FieldError[], at: FieldPath, os: PodSpec['os']): void {
  if (!os) return
  if (!os.name) errors.push(required(at.child('name'), 'cannot be empty'))
  else if (os.name !== 'linux' && os.name !== 'windows') errors.push(notSupported(at, os.name, ['linux', 'windows']))
}
