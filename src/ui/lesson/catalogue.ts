import type { Lesson } from '../../lessons/lesson.ts'
import { parseLesson } from '../../lessons/parse.ts'

const files = import.meta.glob<string>('../../../lessons/*/*/lesson.md', { query: '?raw', import: 'default', eager: true })

/** All lessons, in the order of their folders. */
export const lessons: readonly Lesson[] = Object.entries(files)
  .map(([path, text]) => parseLesson(path.replace(/^.*\/lessons\//, '').replace(/\/lesson\.md$/, ''), text))
  .sort((a, b) => (a.id < b.id ? -1 : 1))

/** `01-what-a-pod-is` → `What a pod is`. */
export function trackTitle(lessonId: string): string {
  const track = String(lessonId.split('/')[0]).replace(/^\d+-/, '').replaceAll('-', ' ')
  return track.charAt(0).toUpperCase() + track.slice(1).replace(/\bpod(s?)\b/g, 'Pod$1')
}
