/** The words of the laptop's browser, in one place. */
export const browserWords = {
  browser: 'Browser',
  name: (port: number) => `localhost:${port}`,
  open: (port: number) => `Open localhost:${port} in the browser`,
  address: 'Address',
  back: 'Back',
  reload: 'Load again',
  loading: 'Waiting for an answer…',
  paused: 'Time stands still: the answer comes when the cluster runs.',
  noAnswer: 'No answer',
  notAnAddress: 'That is no http address.',
  tls: 'Nothing here speaks TLS: use http.',
  page: 'The page as the Pod served it, without scripts, pictures and styles from elsewhere',
  raw: 'Source',
  headers: 'Headers',
  bytes: (n: number) => `${n} bytes`,
  redirected: (to: string) => `It says: go to ${to}`,
} as const
