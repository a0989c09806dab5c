// @ts-check
import { enableCompileCache } from 'node:module'
import path from 'node:path'
import { memory } from './project.mjs'

/*
 * Import this first (`node --import`), and what V8 made of a program's code is kept for the next start: of a bundle of 2 MB, compiling is
 * most of what would be left to wait for. Node checks what it kept against the code, and makes it anew where it is another.
 */
enableCompileCache(path.join(memory, 'compiled'))
