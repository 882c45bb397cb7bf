import type { NameAnswer } from '../machine/network.ts'
/** What answers DNS questions inside the cluster, and outside. */
export interface DnsServer {
  answer(name: string, delayMs: number): NameAnswer
  answerOutside(name: string, delayMs: number): NameAnswer
}
