import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { catalogue } from '../cluster/images/catalogue.ts'
import { conformancePage } from './conformance.ts'
import { goldenNames } from './golden-fixture.ts'
import { knownDifferences } from './golden-known.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** README.md of every room, by its path. */
function readmes(): ReadonlyMap<string, string> {
  const found = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('README.md') && !path.includes('golden'))
    .sort()
  return new Map(
    found.map((path) => [relative(root, join(root, 'src', path, '..')), readFileSync(join(root, 'src', path), 'utf8')] as const),
  )
}

/** `vitest run src/testing/conformance.test.ts -u` writes the page anew. */
it('tells in docs/conformance.md what is so', async () => {
  const images = catalogue.flatMap((one) => one.image(one.tags[0] ?? 'latest') ?? [])
  const page = conformancePage({ recordings: goldenNames(), knownDifferences, readmes: readmes(), images })
  await expect(page).toMatchFileSnapshot('../../docs/conformance.md')
})
