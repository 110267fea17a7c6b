import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'

export interface ButtonLook {
  /** `primary` is the one thing to do on a page. Absent: a plain button. */
  readonly look?: 'primary' | 'danger' | 'quiet' | undefined
  readonly small?: boolean | undefined
}

export type ButtonProps = ButtonLook & ComponentProps<'button'>

export function Button({ look, small, className, ...rest }: ButtonProps): ReactNode {
  return <button type="button" className={classNames(buttonClass({ look, small }), className)} {...rest} />
}

/** A button that is only an icon: `label` is what it is called. */
export function IconButton({
  look = 'quiet',
  small,
  label,
  className,
  ...rest
}: ButtonLook & { readonly label: string } & ComponentProps<'button'>): ReactNode {
  const names = classNames(buttonClass({ look, small }), styles['icon'], className)
  return <button type="button" className={names} aria-label={label} title={label} {...rest} />
}

/** The class of a link that looks like a button. */
export function buttonClass({ look, small }: ButtonLook = {}): string {
  return classNames(styles['button'], look && styles[look], small && styles['small'])
}
