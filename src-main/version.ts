// The version of Shiplog, as package.json has it (checked by a test).
export const version = '0.1.0'
