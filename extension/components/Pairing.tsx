import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Connection } from '../store/index.ts'
import { Command } from './Command.tsx'
import { CodeBoxes } from './CodeBoxes.tsx'
import { Icon } from './Icon.tsx'
import { Notice } from './Notice.tsx'
import { usePanel } from './panel-context.ts'
import { deviceName } from './device-name.ts'

type Unpaired = Extract<Connection, { kind: 'unpaired' }>

/** The first screen: eight symbols from the terminal, and whose browser this is. */
export function Pairing({ connection }: { readonly connection: Unpaired }): JSX.Element {
  const { commands } = usePanel()
  const [code, setCode] = useState('')
  const [person, setPerson] = useState('')
  const [device, setDevice] = useState(deviceName(navigator.userAgent))
  const [missing, setMissing] = useState<string | null>(null)
  const { failure, door, pairing } = connection

  const submit = (): void => {
    if (pairing) return
    if (code.length < 8) return setMissing('Type all eight symbols first.')
    if (person.trim() === '') return setMissing('Say who you are: the record names the person who approved.')
    setMissing(null)
    commands.pair(code, person.trim(), device.trim() === '' ? 'Browser' : device.trim())
    setCode('')
  }
  return (
    <form class="screen" onSubmit={(event) => { event.preventDefault(); submit() }}>
      <div class="emblem"><Icon name="plug" /></div>
      <h2>Pair this browser with your daemon</h2>
      <p class="muted">Your terminal shows eight symbols. They work once, for two minutes, on this machine only.</p>
      {failure && <Notice failure={failure} />}
      <CodeBoxes kind="pairing" legend="Pairing code from the terminal" value={code} onChange={setCode} onSubmit={submit} invalid={failure !== undefined}
        disabled={pairing} focusOn={failure?.code ?? 'start'} />
      <div class="fields">
        <label class="field">Your name
          <input value={person} maxLength={64} autocomplete="name" onInput={(event) => setPerson(event.currentTarget.value)} />
        </label>
        <label class="field">This browser
          <input value={device} maxLength={64} autocomplete="off" onInput={(event) => setDevice(event.currentTarget.value)} />
        </label>
      </div>
      <button type="submit" class="button primary" aria-disabled={pairing}>{pairing ? 'Pairing…' : 'Pair'}</button>
      <p class="muted" role="status">{missing}</p>
      {door === 'closed'
        ? (
            <>
              <p class="muted">The daemon runs, but takes no pairing now. Open it in a terminal:</p>
              <Command text="npx countersign pair" />
            </>
          )
        : <pre class="terminal" aria-label="What the terminal shows">{'$ npm start\n… countersign ready\nPair a device: type '}<b>XXXX-XXXX</b></pre>}
    </form>
  )
}
