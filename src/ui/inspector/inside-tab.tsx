import { ChevronRight, File, FileX, History } from 'lucide-react'
import { useState } from 'react'
import type { PodInsides, VolumeInsides } from '../../bridge/protocol.ts'
import { session } from '../../state/current-session.ts'
import { useLookingBack } from '../../state/past.ts'
import { StateMark } from '../design/state-mark.tsx'
import { EmptyState } from '../design/states.tsx'
import type { PodModel } from '../graph/model.ts'
import { bytes } from '../graph/resources.ts'
import { words } from '../words.ts'

/** What the API does not tell: processes of each container, and the files in each volume. */
export function InsideTab({ pod, insides }: { readonly pod: PodModel; readonly insides: PodInsides | undefined }) {
  const past = useLookingBack((state) => state.past !== undefined)
  if (past) return <EmptyState icon={<History size={24} />} title={words.pastInside} />
  return (
    <div className="summary">
      <section className="summary__section">
        <h3>{words.processes}</h3>
        {pod.containers
          .filter((each) => each.role !== 'init' || each.state === 'running')
          .map((container) => (
            <div key={container.name} className={`part is-${container.look}`}>
              <StateMark look={container.look} size={12} />
              <div>
                <b className="mono">{container.name}</b>
                {container.processes.length === 0 && <div className="part__note">{words.noProcesses}</div>}
                <ul className="processes">
                  {container.processes.map((process) => (
                    <li key={process.pid} className="mono">
                      <span>{process.pid}</span>
                      <code>{process.command}</code>
                      <small>{process.state}</small>
                    </li>
                  ))}
                </ul>
              </div>
              <span className="part__end">{container.memoryBytes > 0 && bytes(container.memoryBytes)}</span>
            </div>
          ))}
      </section>
      <section className="summary__section">
        <h3>{words.volumes}</h3>
        {(insides?.volumes ?? []).map((volume) => (
          <VolumeFiles key={volume.name} podUid={pod.uid} volume={volume} />
        ))}
      </section>
    </div>
  )
}

function VolumeFiles({ podUid, volume }: { readonly podUid: string; readonly volume: VolumeInsides }) {
  return (
    <div className="files">
      <div className="files__head">
        <b className="mono">{volume.name}</b> <span>{volume.type}</span>
        <small>{`${words.files(volume.fileCount)} · ${bytes(volume.sizeBytes)}`}</small>
      </div>
      {volume.mounts.map((mount) => (
        <div key={`${mount.container} ${mount.path}`} className="part__note mono">
          {mount.container} {mount.path} {mount.readOnly ? words.readOnly : words.readWrite}
        </div>
      ))}
      <ul>
        {volume.files.map((file) => (
          <FileRow key={file.path} podUid={podUid} volume={volume.name} file={file} />
        ))}
      </ul>
    </div>
  )
}

interface FileRowProps {
  readonly podUid: string
  readonly volume: string
  readonly file: VolumeInsides['files'][number]
}

/** A file; opened, it shows its beginning as it changes, and on demand all of it. */
function FileRow({ podUid, volume, file }: FileRowProps) {
  const [open, setOpen] = useState(false)
  const [whole, setWhole] = useState<{ readonly text: string; readonly modifiedAt: number } | { readonly error: string }>()
  const shown = whole && 'text' in whole && whole.modifiedAt === file.modifiedAt ? whole.text : file.preview
  const readAll = () =>
    session.readFile(podUid, { volume }, file.path).then(
      (text) => setWhole({ text, modifiedAt: file.modifiedAt }),
      (error: Error) => setWhole({ error: error.message }),
    )
  return (
    <li>
      <button type="button" className="files__row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={12} className="files__turn" />
        <File size={12} />
        <span className="mono">{file.path}</span>
        <small>{bytes(file.sizeBytes)}</small>
      </button>
      {open && (
        <div className="files__content">
          {whole && 'error' in whole && (
            <p className="logs__error">
              <FileX size={12} /> {whole.error}
            </p>
          )}
          <pre className="scrolls">{shown || words.emptyVolume}</pre>
          {shown.length < file.sizeBytes && (
            <button type="button" className="link" onClick={readAll}>
              {words.showAll}
            </button>
          )}
        </div>
      )}
    </li>
  )
}
