import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly icon?: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Nothing here yet: what this place is for, and the next thing to do. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="empty">
      {icon && <div className="empty__icon">{icon}</div>}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className="empty__row">{actions}</div>}
    </div>
  )
}

/** Something of ours broke: what is known, and a way on. */
export function ErrorState({ title, detail, children, actions }: EmptyStateProps & { readonly detail?: string | undefined }) {
  return (
    <div className="empty" role="alert">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {detail && <pre className="scrolls">{detail}</pre>}
      {actions && <div className="empty__row">{actions}</div>}
    </div>
  )
}

/** Grey lines while a pane is on its way. */
export function Skeleton({ label }: { readonly label: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {[62, 38, 74, 51, 66, 30].map((width) => (
        <i key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
