import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createCluster } from '../cluster/cluster.ts'
import { coverageOf } from './coverage.ts'
import { parseLesson } from './parse.ts'
import { playLesson } from './play.ts'

const root = path.join(import.meta.dirname, '../../lessons')
const coverageFile = path.join(root, '../docs/coverage.md')
const only = process.env.PODARIUM_LESSON ?? ''

const foldersIn = (folder: string) =>
  fs
    .readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
const lessons = foldersIn('.')
  .flatMap((track) => foldersIn(track).map((name) => `${track}/${name}`))
  .map((id) => parseLesson(id, fs.readFileSync(path.join(root, id, 'lesson.md'), 'utf8')))

test.each(lessons.filter(({ id }) => id.includes(only)).map((lesson) => [lesson.id, lesson] as const))(
  '%s',
  (_, lesson) => {
    expect(playLesson(lesson, () => createCluster({ seed: 1, workers: 2 }))).toEqual([])
  },
  90_000,
)

test('every lesson needs only lessons that exist', () => {
  const ids = lessons.map(({ id }) => id)
  expect(lessons.flatMap(({ id, needs }) => needs.filter((need) => !ids.includes(need)).map((need) => [id, need]))).toEqual([])
})

test('docs/coverage.md is what the lessons say', () => {
  const coverage = coverageOf(lessons)
  if (process.env.PODARIUM_WRITE === '1') fs.writeFileSync(coverageFile, coverage)
  expect(fs.readFileSync(coverageFile, 'utf8'), 'npm run lessons -- --write').toBe(coverage)
})
