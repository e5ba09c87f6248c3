// Plain JavaScript, so that the thread can switch its own cache of compiled code on before any types are stripped.
import { enableCompileCache } from 'node:module'

enableCompileCache()
await import('./paperThread.ts')
