import type { Look } from '../graph/pod-status.ts'
import './state-mark.css'

/** The shape of a state: six silhouettes that read without colour. Takes its colour from an `is-…` class above it. */
export function StateMark({ look, size = 14 }: { readonly look: Look; readonly size?: number }) {
  return (
    <svg className="state-mark" width={size} height={size} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[look]}
    </svg>
  )
}

const shapes = {
  running: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path d="M5.7 4.4v5.2L9.8 7z" className="state-mark__hole" />
    </>
  ),
  waiting: (
    <>
      <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M7 7V2.6A4.4 4.4 0 0 1 7 11.4z" fill="currentColor" />
    </>
  ),
  failing: (
    <>
      <path d="M4.4.8h5.2l3.6 3.6v5.2l-3.6 3.6H4.4L.8 9.6V4.4z" fill="currentColor" />
      <path d="M7 3.6v4M7 9.6v.8" className="state-mark__line" strokeWidth="1.7" />
    </>
  ),
  terminating: (
    <>
      <rect x="1.2" y="1.2" width="11.6" height="11.6" rx="1.6" fill="currentColor" />
      <path d="M7 3.8v5.4M4.7 7.1L7 9.6l2.3-2.5" className="state-mark__line" strokeWidth="1.5" />
    </>
  ),
  done: (
    <>
      <circle cx="7" cy="7" r="5.3" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path
        d="M4.5 7.2l1.8 1.8 3.3-3.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  pending: <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.7 2.75" />,
} satisfies Record<Look, unknown>
