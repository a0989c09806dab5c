import '../../panel/jitless.ts'
import { render } from 'preact'
import '../../styles/index.css'
import { startPanel } from '../../panel/start.tsx'

const root = document.getElementById('panel')
if (root === null) throw new TypeError('the panel has no place in its page')
render(startPanel(), root)
