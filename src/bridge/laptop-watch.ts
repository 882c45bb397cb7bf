import type { Cluster } from '../cluster/cluster.ts'
import type { LaptopNews } from './protocol.ts'

/** Tells the page what changed on the laptop: files, listening ports, files waiting to be edited. */
export class LaptopWatch {
  private readonly home: ReturnType<Cluster['files']['watch']>
  private ports = ''
  private editors = ''

  constructor(
    private readonly cluster: Cluster,
    private readonly number: number,
    private readonly tell: (news: LaptopNews) => void,
  ) {
    this.home = cluster.files.watch()
  }

  /** Cheap where nothing changed; for every turn of the loop. */
  look(): void {
    const home = this.home()
    const ports = this.cluster.laptopPorts()
    const editors = this.cluster.editors()
    const newPorts = ports.join() !== this.ports
    const newEditors = editors.map(({ editor }) => editor).join() !== this.editors
    if (!home && !newPorts && !newEditors) return
    this.ports = ports.join()
    this.editors = editors.map(({ editor }) => editor).join()
    this.tell({
      cluster: this.number,
      ...(home ? { home } : {}),
      ...(newPorts ? { ports } : {}),
      ...(newEditors ? { editors } : {}),
    })
  }
}
