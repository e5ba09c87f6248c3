import { parentPort } from 'node:worker_threads'
import { documentPdf } from './documentPdf.ts'
import type { PaperMade, PaperOrder } from './papers.ts'

async function made({ order, document }: PaperOrder): Promise<PaperMade> {
  try {
    return { order, bytes: await documentPdf(document) }
  } catch (error) {
    return { order, problem: error instanceof Error ? error.message : String(error) }
  }
}

// One after the other: two at once would only take turns.
let turn: Promise<void> = Promise.resolve()
parentPort?.on('message', (order: PaperOrder) => {
  turn = turn.then(async () => parentPort?.postMessage(await made(order)))
})
