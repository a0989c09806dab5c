import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

interface CodeBoxesProps {
  readonly kind: 'pairing' | 'approval'
  readonly legend: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Enter in any box. */
  readonly onSubmit: () => void
  readonly invalid?: boolean
  readonly disabled?: boolean
  /** Changes when the first box should take the focus: on arrival, and after a wrong code. */
  readonly focusOn?: string | number
}

const lengths = { pairing: 8, approval: 6 } as const
// Crockford's alphabet reads O as 0, I and L as 1 (https://www.crockford.com/base32.html); U is no symbol of it.
const symbolsOf = {
  pairing: (text: string) => text.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1').replace(/[^0-9A-HJKMNP-TV-Z]/g, ''),
  approval: (text: string) => text.replace(/[^0-9]/g, ''),
}

/** One box for each symbol of a code. Takes a paste anywhere, goes on by itself, and steps back on Backspace. */
export function CodeBoxes(props: CodeBoxesProps): JSX.Element {
  const { kind, legend, value, onChange, onSubmit, invalid = false, disabled = false, focusOn } = props
  const length = lengths[kind]
  const boxes = useRef<(HTMLInputElement | null)[]>([])
  const focus = (at: number): void => {
    const box = boxes.current[Math.min(Math.max(at, 0), length - 1)]
    box?.focus()
    box?.select()
  }
  // Before the next key can arrive: whoever types on as soon as the boxes are there loses no digit.
  useLayoutEffect(() => { if (focusOn !== undefined) focus(0) }, [focusOn])

  const put = (at: number, typed: string): void => {
    const symbols = symbolsOf[kind](typed)
    if (symbols === '') return
    // A whole code that is pasted or filled in replaces everything, wherever the caret stood.
    const from = symbols.length >= length ? 0 : Math.min(at, value.length)
    const next = (value.slice(0, from) + symbols + value.slice(from + symbols.length)).slice(0, length)
    onChange(next)
    focus(from + symbols.length)
  }
  const keyDown = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Backspace') {
      event.preventDefault()
      const gone = at < value.length ? at : value.length - 1
      if (gone >= 0) onChange(value.slice(0, gone) + value.slice(gone + 1))
      focus(gone)
    } else if (event.key === 'ArrowLeft') { event.preventDefault(); focus(at - 1) }
    else if (event.key === 'ArrowRight') { event.preventDefault(); focus(Math.min(at + 1, value.length)) }
    else if (event.key === 'Home') { event.preventDefault(); focus(0) }
    else if (event.key === 'End') { event.preventDefault(); focus(value.length) }
    else if (event.key === 'Enter') { event.preventDefault(); onSubmit() }
  }
  return (
    <fieldset class={`code-boxes ${kind}`}>
      <legend class="hidden">{legend}</legend>
      {Array.from({ length }, (_, at) => [
        kind === 'pairing' && at === 4 ? <i key="dash" aria-hidden="true">–</i> : null,
        <input key={at} ref={(box) => { boxes.current[at] = box }} class="code-box" type="text" autocomplete="off" autocapitalize="characters" spellcheck={false}
          inputMode={kind === 'approval' ? 'numeric' : 'text'} maxLength={length + 1} value={value[at] ?? ''}
          aria-label={`${kind === 'approval' ? 'Digit' : 'Symbol'} ${at + 1} of ${length}`} aria-invalid={invalid} readOnly={disabled}
          onKeyDown={(event) => keyDown(event, at)}
          onBeforeInput={(event) => {
            if (disabled || event.data === null || event.data === undefined) return
            event.preventDefault()
            put(at, event.data)
          }}
          onInput={(event) => { put(at, event.currentTarget.value); event.currentTarget.value = value[at] ?? '' }}
          onPaste={(event) => { event.preventDefault(); if (!disabled) put(at, event.clipboardData?.getData('text') ?? '') }}
          onFocus={(event) => event.currentTarget.select()} />,
      ])}
    </fieldset>
  )
}
