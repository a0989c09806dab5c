import type { JSX } from 'preact'
import type { Part } from '../../shared/wire.ts'
import type { IconName } from './Icon.tsx'
import { Spans } from './Spans.tsx'
import { Tag } from './Tag.tsx'
import { useCommands } from './panel-context.ts'
import { moment } from './time.ts'
import { shown, shownLines } from './words.ts'

type Kind<K extends Part['kind']> = Extract<Part, { kind: K }>

const toneIcon: Readonly<Record<string, IconName>> = { safe: 'check', caution: 'warning', danger: 'stop' }

function Table({ part }: { readonly part: Kind<'table'> }): JSX.Element {
  const edge = (column: number): 'end' | 'start' => part.columns[column]?.align ?? 'start'
  return (
    // Focusable, so that a table wider than the panel can be scrolled by keyboard.
    <div class="tablewrap" tabIndex={0} role="group" aria-label={part.columns.map(({ title }) => shown(title)).join(', ')}>
      <table>
        <thead><tr>{part.columns.map((column, at) => <th key={at} scope="col" class={edge(at)}>{shown(column.title)}</th>)}</tr></thead>
        <tbody>
          {part.rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, at) => (
                <td key={at} class={edge(at)}>
                  {cell.tone !== undefined && cell.tone !== 'neutral'
                    ? <Tag tone={cell.tone} icon={toneIcon[cell.tone]}><Spans spans={cell.spans} /></Tag>
                    : <Spans spans={cell.spans} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Choice({ part }: { readonly part: Kind<'choice'> }): JSX.Element {
  const commands = useCommands()
  return (
    <div class="choice">
      <p>{shown(part.question)}</p>
      <div class="options">
        {part.options.map((option, at) =>
          <button key={at} type="button" class="button" title={shown(option.text)} onClick={() => commands.send(option.text)}>{shown(option.label)}</button>)}
      </div>
    </div>
  )
}

export function Suggestions({ items }: { readonly items: readonly { text: string, note: string }[] }): JSX.Element {
  const commands = useCommands()
  return (
    <ul class="suggestions">
      {items.map(({ text, note }) => (
        <li key={text}><button type="button" onClick={() => commands.send(text)}>{shown(text)}<small>{shown(note)}</small></button></li>
      ))}
    </ul>
  )
}

/** One part of an answer. Everything in it is text, whatever it looks like. */
export function PartView({ part }: { readonly part: Part }): JSX.Element {
  switch (part.kind) {
    case 'paragraph': return <p><Spans spans={part.spans} /></p>
    case 'list': return <ul class="list">{part.items.map((spans, at) => <li key={at}><span><Spans spans={spans} /></span></li>)}</ul>
    case 'table': return <Table part={part} />
    case 'code': return <pre tabIndex={0}>{shownLines(part.text)}</pre>
    case 'timeline':
      return (
        <ol class="timeline">
          {part.entries.map((entry, at) => (
            <li key={at} class={entry.tone ?? 'neutral'}>
              <span><time dateTime={entry.at}>{moment(entry.at)}</time><Spans spans={entry.spans} /></span>
            </li>
          ))}
        </ol>
      )
    case 'choice': return <Choice part={part} />
    case 'suggestions': return <Suggestions items={part.items} />
    case 'source': return <p class="source">{shown(part.text)}</p>
  }
}
