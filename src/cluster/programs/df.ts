import { define, Failure, isBusybox, parseOptions } from './options.ts'
import { humanSize } from './sizes.ts'

const diskBytes = 107_374_182_400

export const df = define({
  name: 'df',
  summary: 'Print filesystem usage statistics',
  usage: '[-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...',
  *run(process, args) {
    const options = parseOptions(args, 'PkmhHTaiB:t:l', {
      'human-readable': 'h',
      'print-type': 'T',
      inodes: 'i',
      portability: 'P',
      all: 'a',
    })
    const busybox = isBusybox(process)
    const mounts = process.mounts()
    let chosen = mounts.filter(
      ({ type }) => options.has('a') || !['proc', 'sysfs', 'cgroup', 'cgroup2', 'mqueue', 'devpts'].includes(type),
    )
    if (options.operands.length > 0) {
      chosen = []
      for (const path of options.operands) {
        if (!process.exists(path))
          throw new Failure(
            busybox ? `${path}: can't find mount point: No such file or directory` : `${path}: No such file or directory`,
          )
        const real = process.realpath(path)
        const found = mounts.filter(({ target }) => target === '/' || real === target || real.startsWith(`${target}/`))
        const deepest = found.sort((a, b) => a.target.length - b.target.length).at(-1)
        if (deepest) chosen.push(deepest)
      }
    }
    const type = options.value('t')
    if (type !== undefined) chosen = chosen.filter((each) => each.type === type)
    const human = options.has('h') || options.has('H')
    const unit = options.has('m') ? 1 << 20 : 1024
    const size = (bytes: number) => (human ? humanSize(bytes, busybox) : String(Math.ceil(bytes / unit)))
    const rows = chosen.map((each) => {
      const total = each.sizeBytes ?? diskBytes
      const used = Math.min(total, Math.ceil(each.usedBytes / 4096) * 4096)
      if (options.has('i')) return [each.source, each.type, '6553600', '1024', '6552576', '1%', each.target]
      return [
        each.source,
        each.type,
        size(total),
        size(used),
        size(total - used),
        `${total === 0 ? 0 : busybox ? Math.round((used / total) * 100) : Math.ceil((used / total) * 100)}%`,
        each.target,
      ]
    })
    const blocks = human ? 'Size' : options.has('m') ? '1M-blocks' : options.has('P') ? '1024-blocks' : '1K-blocks'
    const title = options.has('i')
      ? [
          'Filesystem',
          'Type',
          'Inodes',
          busybox ? 'Used' : 'IUsed',
          busybox ? 'Available' : 'IFree',
          busybox ? 'Use%' : 'IUse%',
          'Mounted on',
        ]
      : [
          'Filesystem',
          'Type',
          blocks,
          'Used',
          busybox ? 'Available' : human ? 'Avail' : 'Available',
          options.has('P') ? 'Capacity' : 'Use%',
          'Mounted on',
        ]
    const table = [title, ...rows].map((row) => (options.has('T') ? row : row.filter((_, i) => i !== 1)))
    // busybox has fixed columns, coreutils measures.
    const fixed = options.has('T') ? [20, 10, human ? 9 : 10, 9, 9, 4] : [20, human ? 9 : 10, 9, 9, 4]
    const columns = table[0]?.length ?? 0
    const text = table.map((row) =>
      row
        .map((cell, i) => {
          if (i === columns - 1) return cell
          const width = busybox ? (fixed[i] ?? 0) : Math.max(...table.map((each) => String(each[i]).length))
          return i === 0 || (options.has('T') && i === 1) ? cell.padEnd(width) : cell.padStart(width)
        })
        .join(' '),
    )
    yield* process.print(`${text.join('\n')}\n`)
    return 0
  },
})
