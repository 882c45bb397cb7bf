/** Redis' data and the commands on it. */
import { globToRegExp } from '../patterns.ts'
import type { Reply } from './resp.ts'

type Value = string | string[] | Map<string, string> | Set<string>

const ok: Reply = { status: 'OK' }
const wrongType: Reply = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' }
const notInteger: Reply = { error: 'ERR value is not an integer or out of range' }

export class Store {
  private data = new Map<string, Value>()
  private expires = new Map<string, number>()
  commands = 0

  constructor(private readonly now: () => number) {}

  get size(): number {
    return this.data.size
  }

  get expiring(): number {
    return this.expires.size
  }

  /** About what the data take, in bytes. */
  get bytes(): number {
    let total = 0
    for (const [key, value] of this.data)
      total += key.length + 64 + (typeof value === 'string' ? value.length : [...value].join('').length)
    return total
  }

  dump(): string {
    const plain = [...this.data].map(([key, value]) => [
      key,
      value instanceof Map ? { hash: [...value] } : value instanceof Set ? { set: [...value] } : value,
      this.expires.get(key) ?? null,
    ])
    return JSON.stringify(plain)
  }

  load(text: string): void {
    for (const [key, value, expires] of JSON.parse(text) as [
      string,
      string | string[] | { hash?: [string, string][]; set?: string[] },
      number | null,
    ][]) {
      this.data.set(
        key,
        typeof value === 'string' || Array.isArray(value) ? value : value.hash ? new Map(value.hash) : new Set(value.set),
      )
      if (expires !== null) this.expires.set(key, expires)
    }
  }

  private get(key: string): Value | undefined {
    const expires = this.expires.get(key)
    if (expires !== undefined && expires <= this.now()) {
      this.data.delete(key)
      this.expires.delete(key)
    }
    return this.data.get(key)
  }

  private list(key: string): string[] | undefined {
    const value = this.get(key)
    if (value === undefined) {
      const made: string[] = []
      this.data.set(key, made)
      return made
    }
    return Array.isArray(value) ? value : undefined
  }

  private hash(key: string): Map<string, string> | undefined {
    const value = this.get(key)
    if (value === undefined) {
      const made = new Map<string, string>()
      this.data.set(key, made)
      return made
    }
    return value instanceof Map ? value : undefined
  }

  private set(key: string): Set<string> | undefined {
    const value = this.get(key)
    if (value === undefined) {
      const made = new Set<string>()
      this.data.set(key, made)
      return made
    }
    return value instanceof Set ? value : undefined
  }

  private drop(key: string): void {
    const value = this.data.get(key)
    if (value !== undefined && typeof value !== 'string' && (Array.isArray(value) ? value.length : value.size) === 0)
      this.data.delete(key)
  }

  private add(key: string, amount: number): Reply {
    const value = this.get(key) ?? '0'
    if (typeof value !== 'string') return wrongType
    if (!/^-?\d+$/.test(value) || !Number.isInteger(amount)) return notInteger
    const next = Number(value) + amount
    this.data.set(key, String(next))
    return next
  }

  /** Undefined for a command it does not know. */
  run(name: string, args: readonly string[]): Reply | undefined {
    const [key = '', second = '', third = ''] = args
    const least: Record<string, number> = {
      GET: 1,
      SET: 2,
      INCR: 1,
      DECR: 1,
      LPUSH: 2,
      RPUSH: 2,
      LRANGE: 3,
      HSET: 3,
      HGET: 2,
      HGETALL: 1,
      SADD: 2,
      SMEMBERS: 1,
      EXPIRE: 2,
      TTL: 1,
      DEL: 1,
      EXISTS: 1,
      KEYS: 1,
      TYPE: 1,
      LLEN: 1,
      INCRBY: 2,
      ECHO: 1,
      MSET: 2,
    }
    if (args.length < (least[name] ?? 0)) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` }
    this.commands++
    switch (name) {
      case 'PING':
        return args.length > 0 ? key : { status: 'PONG' }
      case 'ECHO':
        return key
      case 'GET': {
        const value = this.get(key)
        return value === undefined ? null : typeof value === 'string' ? value : wrongType
      }
      case 'SET':
      case 'SETEX':
      case 'SETNX': {
        const flags = args.slice(2).map((arg) => arg.toUpperCase())
        if ((name === 'SETNX' || flags.includes('NX')) && this.get(key) !== undefined) return name === 'SETNX' ? 0 : null
        if (flags.includes('XX') && this.get(key) === undefined) return null
        this.data.set(key, name === 'SETEX' ? third : second)
        this.expires.delete(key)
        const at = flags.findIndex((flag) => flag === 'EX' || flag === 'PX')
        if (at >= 0) this.expires.set(key, this.now() + Number(args[at + 3]) * (flags[at] === 'EX' ? 1000 : 1))
        if (name === 'SETEX') this.expires.set(key, this.now() + Number(second) * 1000)
        return name === 'SETNX' ? 1 : ok
      }
      case 'GETSET': {
        const before = this.get(key)
        this.data.set(key, second)
        return typeof before === 'string' ? before : null
      }
      case 'MSET':
        for (let i = 0; i + 1 < args.length; i += 2) this.data.set(String(args[i]), String(args[i + 1]))
        return ok
      case 'MGET':
        return args.map((each) => {
          const value = this.get(each)
          return typeof value === 'string' ? value : null
        })
      case 'APPEND': {
        const value = this.get(key) ?? ''
        if (typeof value !== 'string') return wrongType
        this.data.set(key, value + second)
        return value.length + second.length
      }
      case 'STRLEN': {
        const value = this.get(key) ?? ''
        return typeof value === 'string' ? value.length : wrongType
      }
      case 'INCR':
        return this.add(key, 1)
      case 'DECR':
        return this.add(key, -1)
      case 'INCRBY':
        return this.add(key, Number(second))
      case 'DECRBY':
        return this.add(key, -Number(second))
      case 'DEL':
      case 'UNLINK':
        return args.filter((each) => this.get(each) !== undefined && this.data.delete(each)).length
      case 'EXISTS':
        return args.filter((each) => this.get(each) !== undefined).length
      case 'KEYS': {
        const pattern = globToRegExp(key)
        return [...this.data.keys()].filter((each) => this.get(each) !== undefined && pattern.test(each))
      }
      case 'SCAN':
        return ['0', [...this.data.keys()].filter((each) => this.get(each) !== undefined)]
      case 'DBSIZE':
        return this.data.size
      case 'FLUSHALL':
      case 'FLUSHDB':
        this.data.clear()
        this.expires.clear()
        return ok
      case 'TYPE': {
        const value = this.get(key)
        return {
          status:
            value === undefined
              ? 'none'
              : typeof value === 'string'
                ? 'string'
                : Array.isArray(value)
                  ? 'list'
                  : value instanceof Map
                    ? 'hash'
                    : 'set',
        }
      }
      case 'EXPIRE':
      case 'PEXPIRE':
        if (this.get(key) === undefined) return 0
        this.expires.set(key, this.now() + Number(second) * (name === 'EXPIRE' ? 1000 : 1))
        return 1
      case 'PERSIST':
        return this.expires.delete(key) ? 1 : 0
      case 'TTL':
      case 'PTTL': {
        if (this.get(key) === undefined) return -2
        const expires = this.expires.get(key)
        return expires === undefined ? -1 : Math.ceil((expires - this.now()) / (name === 'TTL' ? 1000 : 1))
      }
      case 'RENAME': {
        const value = this.get(key)
        if (value === undefined) return { error: 'ERR no such key' }
        this.data.delete(key)
        this.data.set(second, value)
        return ok
      }
      case 'LPUSH':
      case 'RPUSH': {
        const list = this.list(key)
        if (!list) return wrongType
        for (const each of args.slice(1)) name === 'LPUSH' ? list.unshift(each) : list.push(each)
        return list.length
      }
      case 'LPOP':
      case 'RPOP': {
        const list = this.list(key)
        if (!list) return wrongType
        const item = name === 'LPOP' ? list.shift() : list.pop()
        this.drop(key)
        return item ?? null
      }
      case 'LLEN':
      case 'LRANGE':
      case 'LINDEX': {
        const value = this.get(key) ?? []
        if (!Array.isArray(value)) return wrongType
        if (name === 'LLEN') return value.length
        if (name === 'LINDEX') return value.at(Number(second)) ?? null
        const index = (text: string) => (Number(text) < 0 ? value.length + Number(text) : Number(text))
        return value.slice(Math.max(0, index(second)), index(third) + 1)
      }
      case 'HSET':
      case 'HMSET': {
        const hash = this.hash(key)
        if (!hash) return wrongType
        const before = hash.size
        for (let i = 1; i + 1 < args.length; i += 2) hash.set(String(args[i]), String(args[i + 1]))
        return name === 'HMSET' ? ok : hash.size - before
      }
      case 'HGET':
      case 'HGETALL':
      case 'HKEYS':
      case 'HVALS':
      case 'HLEN':
      case 'HEXISTS': {
        const value = this.get(key) ?? new Map<string, string>()
        if (!(value instanceof Map)) return wrongType
        if (name === 'HGET') return value.get(second) ?? null
        if (name === 'HKEYS') return [...value.keys()]
        if (name === 'HVALS') return [...value.values()]
        if (name === 'HLEN') return value.size
        if (name === 'HEXISTS') return value.has(second) ? 1 : 0
        return [...value].flat()
      }
      case 'HDEL': {
        const hash = this.hash(key)
        if (!hash) return wrongType
        const count = args.slice(1).filter((each) => hash.delete(each)).length
        this.drop(key)
        return count
      }
      case 'HINCRBY': {
        const hash = this.hash(key)
        if (!hash) return wrongType
        const next = Number(hash.get(second) ?? 0) + Number(third)
        hash.set(second, String(next))
        return next
      }
      case 'SADD':
      case 'SREM': {
        const set = this.set(key)
        if (!set) return wrongType
        const before = set.size
        for (const each of args.slice(1)) name === 'SADD' ? set.add(each) : set.delete(each)
        const changed = Math.abs(set.size - before)
        this.drop(key)
        return changed
      }
      case 'SMEMBERS':
      case 'SCARD':
      case 'SISMEMBER': {
        const value = this.get(key) ?? new Set<string>()
        if (!(value instanceof Set)) return wrongType
        return name === 'SMEMBERS' ? [...value] : name === 'SCARD' ? value.size : value.has(second) ? 1 : 0
      }
      default:
        return undefined
    }
  }
}
