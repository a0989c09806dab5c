import { z } from 'zod'

// The extension's policy forbids code from text, which zod would try once and be reported for; so it is told before any schema is used.
z.config({ jitless: true })
