import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'

interface ConfirmProps {
  readonly title: string
  readonly children: ReactNode
  readonly yes: string
  readonly no: string
  readonly danger?: boolean
  readonly onYes: () => void
  readonly onNo: () => void
}

/** Asks before something is lost. The browser's own dialog keeps the focus inside and gives it back. */
export function Confirm({ title, children, yes, no, danger, onYes, onNo }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        onNo()
      }}
    >
      <h2>{title}</h2>
      <p>{children}</p>
      <div className="dialog__row">
        <Button onClick={onNo} autoFocus>
          {no}
        </Button>
        <Button look={danger ? 'danger' : 'primary'} onClick={onYes}>
          {yes}
        </Button>
      </div>
    </dialog>
  )
}
