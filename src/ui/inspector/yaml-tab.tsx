import { Check, Copy } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import { Button } from '../design/button.tsx'
import { words } from '../words.ts'
import { objectYaml, yamlTokens } from './object-yaml.ts'

/** The object as `kubectl get -o yaml` prints it, following every change. */
export function YamlTab({ object }: { readonly object: KubeObject }) {
  const [withStatus, setWithStatus] = useState(true)
  const [copied, setCopied] = useState(false)
  const text = useMemo(() => objectYaml(object, withStatus), [object, withStatus])
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), 1500)
    })
  }
  return (
    <div className="yaml">
      <div className="logs__tools">
        <label className="check">
          <input type="checkbox" checked={withStatus} onChange={(event) => setWithStatus(event.target.checked)} />
          {words.showStatus}
        </label>
        <span className="grow" />
        <Button small onClick={copy}>
          {copied ? <Check size={12} /> : <Copy size={12} />}
          {copied ? words.copied : words.copy}
        </Button>
      </div>
      <pre className="yaml__text">
        {text.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other identity than its place
          <div key={index} className="yaml__line">
            {yamlTokens(line).map(({ type, text: part }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line, in order
              <span key={at} className={type ? `yaml__${type}` : undefined}>
                {part}
              </span>
            ))}
          </div>
        ))}
      </pre>
    </div>
  )
}
