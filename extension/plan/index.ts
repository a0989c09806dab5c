export { readAttachment } from './attachment.ts'
export { layOut, type GraphNode, type Layout, type PlacedNode } from './graph.ts'
export { readPaper } from './paper.ts'
