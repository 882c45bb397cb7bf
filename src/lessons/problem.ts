/** What is wrong with a lesson's text, and where: the line counts from 1. */
export class LessonProblem extends Error {
  constructor(
    readonly lessonId: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${lessonId}/lesson.md:${line}: ${reason}`)
    this.name = 'LessonProblem'
  }
}
