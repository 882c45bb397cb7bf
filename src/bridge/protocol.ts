/**
 * What the page and the worker say to each other. Plain data only. The page asks with an id and gets one `answer`;
 * frames come by themselves, at most one an animation frame, with everything that changed since the one before.
 */
import type { KubeObject } from '../cluster/api/object.ts'
import type { ApiRequest, ApiResponse, LogOptions } from '../cluster/apiserver/interface.ts'
import type { RegistryChange } from '../cluster/images/image.ts'
import type { BrowserAnswer, HomeChanges, Inputs, OpenEditor, Operation } from '../cluster/interface.ts'
import type { PodInsides } from '../cluster/kubelet/insides.ts'
import type { HistoryRecord } from '../cluster/sim/history.ts'

export type { ContainerInsides, PodInsides, VolumeInsides } from '../cluster/kubelet/insides.ts'
export type { HistoryRecord, Subject } from '../cluster/sim/history.ts'
export type {
  ApiRequest,
  ApiResponse,
  BrowserAnswer,
  HomeChanges,
  Inputs,
  KubeObject,
  LogOptions,
  OpenEditor,
  Operation,
  RegistryChange,
}

export interface ClusterOptions {
  readonly seed: number
  /** 0 is one node that does everything; n is a tainted control-plane node and n workers. */
  readonly workers: number
  /** Milliseconds since the epoch. */
  readonly startTime: number
}

/** How `apply` went for one document of a manifest, in order. */
export interface ApplyResult {
  /** Index of the document, from 0. */
  readonly document: number
  /** First and last line of the document in the text, from 1. */
  readonly startLine: number
  readonly endLine: number
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'refused'
  /** kubectl's line: `pod/web created`, or its whole error text. */
  readonly message: string
  readonly object?: { readonly kind: string; readonly name: string; readonly namespace?: string | undefined } | undefined
  readonly warnings: readonly string[]
  /** For a refusal: what is wrong, each on its line where the manifest has one. */
  readonly problems: readonly ApplyProblem[]
}

export interface ApplyProblem {
  /** Kubernetes' words. */
  readonly message: string
  /** `spec.containers[0].image`; absent where the whole document is meant. */
  readonly field?: string | undefined
  /** From 1. */
  readonly line: number
  readonly startColumn: number
  readonly endColumn: number
  /** A plain explanation, if we have one. */
  readonly explanation?: string | undefined
  /** A certain fix: replacing the lines `fromLine` to `toLine` by `text` (which ends without a newline). */
  readonly fix?: { readonly title: string; readonly fromLine: number; readonly toLine: number; readonly text: string } | undefined
}

export type Ask =
  | { readonly ask: 'start'; readonly options: ClusterOptions }
  | { readonly ask: 'request'; readonly request: ApiRequest }
  | { readonly ask: 'apply'; readonly manifest: string; readonly fileName: string }
  | { readonly ask: 'operate'; readonly operation: Operation }
  | { readonly ask: 'change-registry'; readonly change: RegistryChange }
  /** The session so far, as data: answered with {@link Inputs}. */
  | { readonly ask: 'inputs' }
  /** Lives through a recorded session, up to a virtual time (its end if absent), and goes on from there, paused. */
  | { readonly ask: 'restore'; readonly recording: Inputs; readonly untilMs?: number | undefined }
  /** All objects as they stood at a virtual time; undefined where the log no longer reaches. */
  | { readonly ask: 'objects-at'; readonly at: number }
  /** Runs lines that only look, without a trace: answered with a CommandResult for each. */
  | { readonly ask: 'look'; readonly lines: readonly string[] }
  | { readonly ask: 'play' }
  | { readonly ask: 'pause' }
  /** Runs to the next change and pauses. */
  | { readonly ask: 'step' }
  | { readonly ask: 'speed'; readonly factor: number }
  /** Follows the log of one container; chunks come as `log` messages with the id of this ask. */
  | {
      readonly ask: 'follow-log'
      readonly namespace: string
      readonly pod: string
      readonly container: string
      readonly options: LogOptions
    }
  | { readonly ask: 'stop-log'; readonly follow: number }
  /** A terminal on the laptop: a shell process; output comes as `terminal` messages with the id of this ask. */
  | { readonly ask: 'open-terminal'; readonly columns: number; readonly rows: number }
  | { readonly ask: 'terminal-input'; readonly terminal: number; readonly data: string }
  | { readonly ask: 'terminal-resize'; readonly terminal: number; readonly columns: number; readonly rows: number }
  | { readonly ask: 'close-terminal'; readonly terminal: number }
  /** Files of the laptop, with paths from the learner's home directory on, or absolute. */
  | { readonly ask: 'write-files'; readonly files: readonly { readonly path: string; readonly content: string }[] }
  | { readonly ask: 'remove-file'; readonly path: string }
  | { readonly ask: 'rename-file'; readonly from: string; readonly to: string }
  /** Answered with the text, or undefined if there is no such file. */
  | { readonly ask: 'read-laptop-file'; readonly path: string }
  /** The program that waits for it goes on. */
  | { readonly ask: 'close-editor'; readonly editor: number }
  /** The laptop's browser goes to an address: answered with a {@link BrowserAnswer} after some virtual time. */
  | { readonly ask: 'browse'; readonly url: string }
  /** A file of a volume or container, whole. */
  | {
      readonly ask: 'read-file'
      readonly pod: string
      readonly where: { readonly volume: string } | { readonly container: string }
      readonly path: string
    }

export type ToWorker = { readonly id: number } & Ask

export interface Frame {
  readonly tell: 'frame'
  /** Counts the clusters since the page was opened; a reset begins a new one. */
  readonly cluster: number
  /** Virtual ms. */
  readonly now: number
  readonly playing: boolean
  readonly speed: number
  /** When the next thing is planned, virtual ms. */
  readonly nextAt: number | undefined
  /** True for the first frame of a cluster: everything there is. */
  readonly whole: boolean
  readonly put: readonly KubeObject[]
  readonly gone: readonly { readonly kind: string; readonly namespace: string | undefined; readonly name: string }[]
  readonly records: readonly HistoryRecord[]
  readonly insides: readonly PodInsides[]
  /** uids of Pods whose insides are no more. */
  readonly insidesGone: readonly string[]
  /** True if the loop could not keep up with the asked speed. */
  readonly behind: boolean
}

/** What changed on the laptop, told when something did. */
export interface LaptopNews {
  /** As in {@link Frame}. */
  readonly cluster: number
  readonly home?: HomeChanges | undefined
  /** Ports of its localhost on which somebody listens, if that changed. */
  readonly ports?: readonly number[] | undefined
  /** Files that programs wait for, if that changed. */
  readonly editors?: readonly OpenEditor[] | undefined
}

export type ToPage =
  | Frame
  | ({ readonly tell: 'laptop' } & LaptopNews)
  | { readonly tell: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly tell: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly tell: 'log'
      readonly follow: number
      readonly chunk: string
      readonly end: boolean
      readonly error?: string | undefined
    }
  | { readonly tell: 'terminal'; readonly terminal: number; readonly data: string; readonly exit?: number | undefined }
  /** The engine broke: a fault of ours, told with what is known. */
  | { readonly tell: 'broken'; readonly message: string }
