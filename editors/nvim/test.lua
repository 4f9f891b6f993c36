-- Drives a headless Neovim as a user would, and writes what it saw as JSON to
-- $CALLGATE_OUT. Run by nvim_test.go.
local out = { messages = {} }

local function finish()
  local f = assert(io.open(vim.env.CALLGATE_OUT, 'w'))
  f:write((vim.json or { encode = vim.fn.json_encode }).encode(out))
  f:close()
  vim.cmd('qall!')
end

local function try(name, f)
  local ok, result = pcall(f)
  out[name] = ok and result or { error = tostring(result) }
end

vim.notify = function(message)
  table.insert(out.messages, message)
end

local tree = vim.env.CALLGATE_TREE
local settings = { discoverBuilds = false }
if vim.env.CALLGATE_IMAGE ~= '' then
  settings.builds = { { name = 'image', image = vim.env.CALLGATE_IMAGE } }
end
require('callgate').setup({ cmd = { vim.env.CALLGATE, 'serve' }, settings = { callgate = settings } })

local function attached()
  for _, c in pairs(vim.lsp.buf_get_clients and vim.lsp.buf_get_clients(0) or vim.lsp.get_clients({ bufnr = 0 })) do
    if c.name == 'callgate' then
      return true
    end
  end
  return false
end

local function open(file)
  vim.cmd('edit ' .. vim.fn.fnameescape(tree .. '/' .. file))
  assert(vim.wait(10000, attached, 20), 'the server did not attach to ' .. file)
end

local function at(pattern, offset)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern, 'cW') > 0, 'no line matches ' .. pattern)
  vim.fn.cursor(vim.fn.line('.'), vim.fn.col('.') + (offset or 0))
end

-- Asks one request and returns the first server's result.
local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 60000)
  for _, answer in pairs(answers or {}) do
    return answer.result
  end
end

local function position()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  local encoding = 'utf-16'
  for _, c in pairs(get()) do
    encoding = c.offset_encoding or encoding
  end
  return vim.lsp.util.make_position_params(0, encoding)
end

local function here()
  return { file = vim.fn.fnamemodify(vim.fn.expand('%:p'), ':s?' .. tree .. '/??'), line = vim.fn.line('.'), text = vim.fn.getline('.') }
end

try('hover', function()
  open('fs/open.c')
  at('SYSCALL_DEFINE4(openat2', 17)
  return ask('textDocument/hover', position()).contents.value
end)

try('definition', function()
  open('arch/x86/entry/syscalls/syscall_64.tbl')
  out.filetype = vim.bo.filetype
  at('^59\\s')
  ask('textDocument/hover', position()) -- the index is there from now on
  vim.lsp.buf.definition()
  assert(vim.wait(10000, function() return vim.fn.expand('%:e') == 'c' end, 20), 'no jump')
  return here()
end)

try('jump', function()
  vim.cmd('Callgate goto x86-64-ia32 11')
  assert(vim.wait(10000, function() return vim.fn.getline('.'):match('^COMPAT_SYSCALL_DEFINE') ~= nil end, 20), 'no jump')
  return here()
end)

try('nosuch', function()
  vim.cmd('Callgate goto x86-64 99999')
  assert(vim.wait(10000, function() return #out.messages > 0 end, 20), 'no message')
  return out.messages
end)

try('diagnostics', function()
  open(vim.env.CALLGATE_COMPILED_OUT)
  local seen
  assert(vim.wait(60000, function()
    seen = vim.diagnostic.get(0)
    return #seen > 0
  end, 50), 'no diagnostic')
  return vim.tbl_map(function(d)
    return { line = d.lnum + 1, severity = d.severity, message = d.message, code = d.code, source = d.source }
  end, seen)
end)

finish()
