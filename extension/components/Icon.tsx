import type { JSX } from 'preact'

/** Drawn on a 16 × 16 grid with one stroke, so that all of them sit equally heavy beside 12 to 15 px text. */
const paths = {
  check: 'M3 8.5l3.2 3L13 4.5',
  minus: 'M3.5 8h9',
  plus: 'M8 3.5v9M3.5 8h9',
  tilde: 'M2.8 9.2c1.6-2.6 3.4-2.6 5.2-1.2s3.6 1.4 5.2-1.2',
  replace: 'M3 6.2h9.5M10 3.5l2.7 2.7M13 9.8H3.5M6 12.5L3.3 9.8',
  eye: 'M1.8 8s2.2-4.2 6.2-4.2S14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 9.8a1.8 1.8 0 100-3.6 1.8 1.8 0 000 3.6z',
  warning: 'M8 2.6L14.2 13H1.8zM8 6.6v2.8M8 11.3v.1',
  stop: 'M5.6 2.2h4.8l3.4 3.4v4.8l-3.4 3.4H5.6l-3.4-3.4V5.6zM8 5.2v3.4M8 10.9v.1',
  question: 'M8 14A6 6 0 108 2a6 6 0 000 12zM6.3 6.4C6.4 5.4 7.1 5 8 5s1.7.6 1.7 1.5c0 1.2-1.6 1.3-1.6 2.5M8.1 11.2v.1',
  circle: 'M8 13.2A5.2 5.2 0 108 2.8a5.2 5.2 0 000 10.4z',
  turning: 'M8 2.6a5.4 5.4 0 105.4 5.4',
  clock: 'M8 14A6 6 0 108 2a6 6 0 000 12zM8 4.8V8l2.3 1.6',
  cross: 'M4 4l8 8M12 4l-8 8',
  up: 'M8 13V3.2M3.8 7.2L8 3l4.2 4.2',
  square: 'M4.5 4.5h7v7h-7z',
  back: 'M10 3.2L5.2 8l4.8 4.8',
  right: 'M6 3.2L10.8 8 6 12.8',
  records: 'M3 3.5h10M3 8h10M3 12.5h6',
  lock: 'M4 7.3h8v6H4zM5.6 7.3V5.2a2.4 2.4 0 014.8 0v2.1',
  undo: 'M3 6.4h6.8a3.4 3.4 0 010 6.8H6M5.8 3.4L2.8 6.4l3 3',
  copy: 'M5.5 5.5h7.7v7.7H5.5zM3 10.5V2.8h7.5',
  page: 'M2.5 3.2h11v9.6h-11zM6.4 3.2v9.6',
  plug: 'M6 2v3M10 2v3M4.3 5h7.4v2.6a3.7 3.7 0 01-7.4 0zM8 11.3V14',
  shield: 'M8 2l5 1.8v3.7c0 3.2-2 5.5-5 6.6-3-1.1-5-3.4-5-6.6V3.8z',
  pencil: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7z',
  dot: 'M8 12a4 4 0 100-8 4 4 0 000 8z',
} as const
export type IconName = keyof typeof paths

/** Always beside a word that says the same, so it is hidden from those who listen. */
export function Icon({ name, class: className }: { readonly name: IconName, readonly class?: string }): JSX.Element {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" class={className} aria-hidden="true" focusable="false"
      fill={name === 'dot' ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">
      <path d={paths[name]} />
    </svg>
  )
}

/** The mark: a signature on its line, with the second signature's tick. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor"
      stroke-linecap="round" stroke-linejoin="round">
      <path d="M4 18.5c3-1 4.5-9 7.2-9 2 0 .6 5.6 2.4 5.6 1.3 0 1.7-2.3 3-2.3 1 0 1 1.5 3.4 1.5" stroke-width="2" />
      <path d="M3 21.5h18" stroke-width="1.6" opacity=".45" />
      <path d="M15.5 5.2l2 2 4-4" stroke-width="2" />
    </svg>
  )
}
