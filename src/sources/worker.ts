import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { systemClock } from './clock.ts'
import { startLagMeter, uptimeMs } from './lag.ts'
import { lookContext, lookOnce, readSlots } from './look.ts'
import type { FromWorker, ProbeWork, ToWorker } from './probeMessages.ts'
import { Rounds } from './rounds.ts'
import { steadyClock } from './steadyClock.ts'

const batchEveryMs = 250
const mostInBatch = 5_000
const mostInFlight = 500
const aliveEveryMs = 1_000
const longestSleepMs = 500
/** Looks that are due within it begin together: each waking has its price. */
const leastSleepMs = 25

/** The rounds of this thread on its own clocks. */
function roundsOf({ planned, settings }: ProbeWork, lag: ReturnType<typeof startLagMeter>): Rounds {
  const steady = steadyClock(systemClock, uptimeMs)
  const context = lookContext(settings, { lag, isClockSuspect: steady.isSuspect })
  const rounds = new Rounds({
    read: steady.read,
    look: (source, at) => lookOnce(source, at, context),
    readSlots: (source, run) => readSlots(source, run, context),
    lateness: (ms) => lag.worst(systemClock.monotonic() - ms, systemClock.monotonic()).kind,
    mostInFlight,
  })
  rounds.replace(planned)
  return rounds
}

/** Wakes by itself when something is due, so that nothing on the main thread delays a look. */
function keepWaking(rounds: Rounds): () => void {
  let timer: NodeJS.Timeout
  const wake = (): void => {
    rounds.wake()
    timer = setTimeout(wake, Math.min(longestSleepMs, Math.max(leastSleepMs, Math.ceil(rounds.dueInMs()))))
  }
  timer = setTimeout(wake, 1)
  return () => clearTimeout(timer)
}

function measure(port: MessagePort, work: ProbeWork): void {
  const lag = startLagMeter({ clock: systemClock })
  const rounds = roundsOf(work, lag)
  const tell = (message: FromWorker): void => port.postMessage(message)
  const stopWaking = keepWaking(rounds)
  let [isWaiting, isStopping] = [false, false]
  const flush = (): void => {
    if (isWaiting) return
    const found = rounds.take(mostInBatch)
    if (found.length > 0) {
      isWaiting = true
      tell({ kind: 'batch', found })
    } else if (isStopping) {
      tell({ kind: 'stopped' })
      port.close()
    }
  }
  const flushing = setInterval(flush, batchEveryMs)
  const living = setInterval(() => tell({ kind: 'alive', lagMs: lag.take() }), aliveEveryMs)
  const stop = (): void => {
    isStopping = true
    rounds.stop()
    stopWaking()
    clearInterval(flushing)
    clearInterval(living)
    lag.stop()
    flush()
  }
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'tick':
        return rounds.wake()
      case 'replace':
        return rounds.replace(message.planned)
      case 'taken':
        isWaiting = false
        return flush()
      case 'stop':
        return stop()
    }
  })
}

// A failed look is an error that the library makes and throws away; writing out its stack costs more than the look.
Error.stackTraceLimit = 0

if (parentPort) measure(parentPort, workerData as ProbeWork)
