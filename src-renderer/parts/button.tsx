// Buttons, and links that look like them. One look each for: the main action, others, quiet ones, and ones in text.
import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'wouter'
import css from './button.module.css'
import { cx } from './cx.ts'

export interface Look {
  look?: 'plain' | 'primary' | 'quiet' | 'link'
  size?: 'normal' | 'small' | 'icon'
}

export function Button({ look = 'plain', size = 'normal', className, ...rest }: Look & ComponentProps<'button'>) {
  return <button type="button" {...rest} className={cx(css['button'], className)} data-look={look} data-size={size} />
}

export function ButtonLink({
  look = 'plain',
  size = 'normal',
  to,
  children,
}: Look & { to: string; children: ReactNode }) {
  return (
    <Link href={to} className={css['button']} data-look={look} data-size={size}>
      {children}
    </Link>
  )
}

export function ButtonRow({ children }: { children: ReactNode }) {
  return <div className={css['row']}>{children}</div>
}
