import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, constants, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasTool } from '../fixtures/tools.ts'
import { execForm, last, pairs, readDockerfile, type Stage } from './dockerfile.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const stages = readDockerfile(new URL('../../Dockerfile', import.meta.url))
export const [build, runtime] = stages as [Stage, Stage]

/** Where the image's absolute paths are in the folder that stands for it. */
const moved = /(?<=^|[\s"=])\/(app|config|data|usr\/local\/bin)(?=[/\s"]|$)/g

/** The image, made by hand in an empty folder: what Docker does, without Docker. */
export class Image {
  readonly root = mkdtempSync(join(tmpdir(), 'upheld-image-'))
  /** Root gives up being root, as USER says; anybody else stays who they are. */
  readonly isUser = process.getuid?.() === 0 && hasTool('setpriv')

  /** Does each step of the Dockerfile in order; commands of shells run in a shell, in WORKDIR. */
  make(): void {
    chmodSync(this.root, 0o755)
    mkdirSync(join(this.root, 'usr/local/bin'), { recursive: true })
    // The pinned Node of the repository stands for the Node of the base image.
    copyFileSync(process.execPath, join(this.root, 'usr/local/bin/node'), constants.COPYFILE_FICLONE)
    for (const stage of stages) this.#stage(stage)
  }

  #stage({ instructions }: Stage): void {
    let folder = this.root
    for (const { word, rest } of instructions) {
      if (word === 'WORKDIR') {
        folder = join(this.root, rest)
        mkdirSync(folder, { recursive: true })
      }
      if (word === 'COPY' && !rest.startsWith('--from=')) this.#copy(folder, rest)
      if (word === 'RUN')
        execFileSync('sh', ['-euc', this.#command(rest)], {
          cwd: folder,
          env: this.#builder(),
          stdio: 'pipe',
        })
    }
  }

  #copy(folder: string, rest: string): void {
    const words = rest.split(/\s+/)
    const target = words.at(-1) ?? ''
    for (const source of words.slice(0, -1)) {
      const to = target.endsWith('/') ? join(folder, target, source) : join(folder, target)
      cpSync(join(repository, source), to, { recursive: true })
    }
  }

  /** Only root can give files away. */
  #command(text: string): string {
    const self = `${process.getuid?.()}:${process.getgid?.()}`
    return this.path(process.getuid?.() === 0 ? text : text.replaceAll('1000:1000', self))
  }

  /** What npm fetched for the repository itself is not fetched again. */
  #builder(): NodeJS.ProcessEnv {
    return { ...this.#environment(process.env), npm_config_prefer_offline: 'true' }
  }

  #environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...base, PATH: `${join(this.root, 'usr/local/bin')}:${process.env.PATH}` }
  }

  /** A text of the Dockerfile with its absolute paths moved into this folder. */
  path(text: string): string {
    return text.replace(moved, (path) => join(this.root, path))
  }

  /** ENTRYPOINT with arguments in place of CMD. */
  entrypoint(args: readonly string[] = execForm(last(runtime, 'CMD'))): string[] {
    return [...execForm(last(runtime, 'ENTRYPOINT')).map((word) => this.path(word)), ...args]
  }

  healthcheck(): string[] {
    return execForm(last(runtime, 'HEALTHCHECK')).map((word) => this.path(word))
  }

  /** Starts a command as USER in WORKDIR with the environment of the image, and nothing of ours. */
  start([program = '', ...args]: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const user = last(runtime, 'USER').split(':')
    const command = this.isUser
      ? [
          'setpriv',
          `--reuid=${user[0]}`,
          `--regid=${user[1]}`,
          '--clear-groups',
          '--no-new-privs',
          program,
          ...args,
        ]
      : [program, ...args]
    return spawn(command[0] ?? '', command.slice(1), {
      cwd: join(this.root, last(runtime, 'WORKDIR')),
      env: this.#environment({ ...pairs(last(runtime, 'ENV')), ...env }),
    })
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path))
  }
}

/** Waits for a process to end; its exit code and everything that it said. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk.toString()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said }
}
