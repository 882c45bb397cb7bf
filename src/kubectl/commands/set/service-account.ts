import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { equalJson, isObject, listAt } from '../../json-value.ts'
import { nested, podSpecPath } from '../../pod-template.ts'
import { setFlags, updateObjects } from './update.ts'

export const setServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]',
  short: 'Update the service account of a resource',
  examples:
    '# Another service account for the pods of a deployment\nkubectl set serviceaccount deployment nginx-deployment serviceaccount1',
  flags: setFlags,
  *run(k) {
    const account = k.args.at(-1)
    if (account === undefined) throw new KubectlError('serviceaccount is required')
    return yield* updateObjects(k, k.args.slice(0, -1), 'serviceaccount updated', ({ object }) =>
      nested(podSpecPath(object), { serviceAccountName: account }),
    )
  },
}

export const setSubject: Command = {
  name: 'subject',
  use: 'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]',
  short: 'Update the user, group, or service account in a role binding or cluster role binding',
  examples: '# Bind a service account besides\nkubectl set subject rolebinding admin --serviceaccount=namespace:serviceaccount1',
  flags: [
    ...setFlags,
    { name: 'group', type: 'stringArray', usage: 'Groups to bind.' },
    { name: 'serviceaccount', type: 'stringArray', usage: 'Service accounts to bind, <namespace>:<name>.' },
    { name: 'user', type: 'stringArray', usage: 'Users to bind.' },
  ],
  *run(k) {
    const apiGroup = 'rbac.authorization.k8s.io'
    const added = [
      ...k.flags.list('user').map((name) => ({ kind: 'User', apiGroup, name })),
      ...k.flags.list('group').map((name) => ({ kind: 'Group', apiGroup, name })),
      ...k.flags.list('serviceaccount').map((text) => {
        const [namespace = '', name = ''] = text.split(':')
        if (name === '') throw new KubectlError('serviceaccount must be <namespace>:<name>')
        return { kind: 'ServiceAccount', name, namespace }
      }),
    ]
    if (added.length === 0) throw new KubectlError('you must specify at least one value of user, group or serviceaccount')
    return yield* updateObjects(k, k.args, 'subjects updated', ({ object }) => {
      const now = listAt(object, 'subjects').filter(isObject)
      return { subjects: [...now, ...added.filter((one) => !now.some((other) => equalJson(one, other)))] }
    })
  },
}
