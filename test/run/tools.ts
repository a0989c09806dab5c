import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { root } from '../../daemon/setup/project.mjs'
import { single, type Tally } from './tally.ts'

/** Runs a tool of node_modules with its output shown; true if it found nothing wrong. */
function tool(script: string, ...args: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve(status === 0))
  })
}

/** Types of the project, and of the Pulumi program, which is compiled under its own settings as every Pulumi program is. */
export async function checkTypes(): Promise<Tally> {
  const projects = ['.', 'infrastructure/shop'].filter((project) => existsSync(path.join(root, project, 'tsconfig.json')))
  const results = []
  for (const project of projects) results.push(await tool('typescript/bin/tsc', '-p', project, '--noEmit'))
  return single(results.every(Boolean))
}

export const checkStyle = async (): Promise<Tally> => single(await tool('eslint/bin/eslint.js', '.'))
