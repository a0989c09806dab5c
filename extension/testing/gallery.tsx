import { render } from 'preact'
import { App } from '../components/App.tsx'
import { PanelContext } from '../components/panel-context.ts'
import type { Commands } from '../commands/index.ts'
import { createStore } from '../store/index.ts'
import { states } from './states.ts'
import { now } from './plans.ts'

/**
 * One state of the panel on a page of its own (`gallery.html#card`), for pictures and accessibility checks. Its commands do nothing but
 * note that they were called. It is no part of the extension that is built.
 */
const name = decodeURIComponent(location.hash.slice(1))
const state = states[name]
const root = document.getElementById('panel')
if (state === undefined || root === null) throw new RangeError(`no state "${name}"; there are ${Object.keys(states).join(', ')}`)

// The moment at which the states happen, so that a countdown reads the same in every picture.
Date.now = () => Date.parse(now)
const called: unknown[][] = []
Object.assign(globalThis, { called })
const commands = new Proxy({}, { get: (_, command) => (...given: unknown[]) => { called.push([command, ...given]) } }) as Commands
const store = createStore(state)
render(<PanelContext.Provider value={{ store, commands }}><App /></PanelContext.Provider>, root)
