import type { ComponentChildren, JSX } from 'preact'
import { Icon, type IconName } from './Icon.tsx'
import type { Look } from './words.ts'

interface TagProps { readonly tone?: Look['tone'] | undefined, readonly icon?: IconName | undefined, readonly children: ComponentChildren, readonly title?: string }

/** A word in a tone, with the icon that says the same where colour can't be seen. */
export function Tag({ tone = 'neutral', icon, children, title }: TagProps): JSX.Element {
  const turning = icon === 'turning' ? 'turning' : undefined
  return (
    <span class={`tag ${tone}`} title={title}>
      {icon && <Icon name={icon} {...(turning ? { class: turning } : {})} />}
      {children}
    </span>
  )
}

export function LookTag({ look }: { readonly look: Look }): JSX.Element {
  return <Tag tone={look.tone} icon={look.icon}>{look.word}</Tag>
}
