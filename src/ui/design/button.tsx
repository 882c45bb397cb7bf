import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger'
  readonly small?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with words. */
export function Button({ look = 'plain', small, className, type = 'button', ...rest }: ButtonProps) {
  const classes = ['btn', look !== 'plain' && `btn--${look}`, small && 'btn--small', className]
  return <button type={type} className={classes.filter(Boolean).join(' ')} {...rest} />
}

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** Its name, for screen readers and as a tip. */
  readonly label: string
  readonly children: ReactNode
  readonly tipSide?: 'top' | 'bottom' | 'left'
  readonly tipAlign?: 'center' | 'start' | 'end'
}

/** A button with a picture and a name. */
export function IconButton({ label, tipSide = 'bottom', tipAlign = 'center', className, ...rest }: IconButtonProps) {
  return (
    <Button
      look="quiet"
      aria-label={label}
      data-tip={label}
      data-tip-side={tipSide}
      data-tip-align={tipAlign}
      className={`btn--icon ${className ?? ''}`}
      {...rest}
    />
  )
}
