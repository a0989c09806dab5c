import '../../panel/jitless.ts'
import { render } from 'preact'
import '../../styles/index.css'
import { startPanel } from '../../panel/start.tsx'

const root = document.getElementById('panel')
if (root === null) throw new TypeError('the panel has no place in its page')
render(startPanel(), root)
// The first card must not wait for the font of its code: nothing before it needs that one.
void document.fonts.load('12px "JetBrains Mono"')
