import { defineConfig } from 'drizzle-kit'

// npx drizzle-kit generate --config src/database/drizzle.config.ts --name what_changed
const config = defineConfig({
  dialect: 'sqlite',
  schema: './src/database/schema.ts',
  out: './src/database/migrations',
})

export default config
