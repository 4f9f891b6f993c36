-- Callgate for Neovim 0.7 and later: starts the language server for the files
-- of a Linux kernel tree, and adds the command :Callgate.
--
--   require('callgate').setup{
--     cmd = {'callgate', 'serve'},
--     settings = {callgate = {builds = {{name = 'mine', image = '~/linux/vmlinux'}}}},
--   }

local M = {}

local config = {
  cmd = { 'callgate', 'serve' },
  settings = { callgate = vim.empty_dict() },
}

-- Clients by the root of their tree, for Neovim before 0.8, which does not
-- reuse them itself.
local clients = {}

-- What the top of a kernel tree has. A Kbuild alone is in many directories.
local markers = { 'Kbuild', 'MAINTAINERS', 'Kconfig' }

--- Returns the kernel tree that a file lies in, or nil.
function M.root(file)
  local dir = vim.fn.fnamemodify(file, ':p:h')
  while dir ~= '' do
    local all = true
    for _, name in ipairs(markers) do
      all = all and vim.fn.filereadable(dir .. '/' .. name) == 1
    end
    if all then
      return dir
    end
    local parent = vim.fn.fnamemodify(dir, ':h')
    if parent == dir then
      return nil
    end
    dir = parent
  end
end

-- Files that the server has something to say about.
local function is_ours(file)
  return file:match('%.[chS]$') or file:match('%.tbl$')
end

--- Attaches the server to a buffer where it is a file of a kernel tree.
function M.attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == '' or vim.bo[buffer].buftype ~= '' or not is_ours(file) then
    return
  end
  local root = M.root(file)
  if not root then
    return
  end
  local options = {
    name = 'callgate',
    cmd = config.cmd,
    root_dir = root,
    init_options = config.settings.callgate,
    settings = config.settings,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
  }
  if vim.lsp.start then
    vim.api.nvim_buf_call(buffer, function()
      vim.lsp.start(options)
    end)
    return
  end
  local client = clients[root]
  if not client or not vim.lsp.get_client_by_id(client) then
    client = vim.lsp.start_client(options)
    clients[root] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

--- Starts serving: attaches to what is open, and to what will be.
function M.setup(options)
  config = vim.tbl_deep_extend('force', config, options or {})
  if not config.settings.callgate then
    config.settings.callgate = vim.empty_dict()
  end
  local group = vim.api.nvim_create_augroup('callgate', { clear = true })
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
    group = group,
    callback = function(event)
      -- A change of buffers within the event would confuse other plugins.
      vim.schedule(function()
        if vim.api.nvim_buf_is_loaded(event.buf) then
          M.attach(event.buf)
        end
      end)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      M.attach(buffer)
    end
  end
end

-- The client that serves the current buffer, else any.
local function client()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  local any
  for _, c in pairs(get()) do
    if c.name == 'callgate' then
      any = c
      if vim.lsp.buf_is_attached(0, c.id) then
        return c
      end
    end
  end
  return any
end

local function show(location, encoding)
  if vim.lsp.util.show_document then
    vim.lsp.util.show_document(location, encoding, { focus = true })
  else
    vim.lsp.util.jump_to_location(location, encoding)
  end
end

--- Goes to a syscall by name ('read'), number ('59', '0x3b') or ABI and number
--- ('x86-64-ia32 11'). Asks where there are several.
function M.go(query)
  local c = client()
  if not c then
    vim.notify('callgate: open a file of a kernel tree first', vim.log.levels.WARN)
    return
  end
  local request = function(...)
    if vim.fn.has('nvim-0.11') == 1 then
      return c:request(...)
    end
    return c.request(...)
  end
  request('workspace/symbol', { query = query }, function(err, symbols)
    if err then
      vim.notify('callgate: ' .. err.message, vim.log.levels.ERROR)
    elseif not symbols or #symbols == 0 then
      vim.notify('callgate: no syscall ' .. query, vim.log.levels.WARN)
    elseif #symbols == 1 then
      show(symbols[1].location, c.offset_encoding)
    else
      vim.ui.select(symbols, {
        prompt = 'Syscall ' .. query,
        format_item = function(s)
          return string.format('%-24s %s', s.name, s.containerName or '')
        end,
      }, function(choice)
        if choice then
          show(choice.location, c.offset_encoding)
        end
      end)
    end
  end)
end

local subcommands = {
  ['goto'] = function(words)
    if #words == 0 then
      vim.ui.input({ prompt = 'Syscall (name, number, or ABI and number): ' }, function(query)
        if query and query ~= '' then
          M.go(query)
        end
      end)
    else
      M.go(table.concat(words, ' '))
    end
  end,
}

--- Runs :Callgate.
function M.command(words)
  local run = subcommands[table.remove(words, 1) or '']
  if not run then
    local known = vim.tbl_keys(subcommands)
    table.sort(known)
    vim.notify('callgate: the commands are ' .. table.concat(known, ', '), vim.log.levels.ERROR)
    return
  end
  run(words)
end

--- Completes :Callgate.
function M.complete(lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, vim.tbl_keys(subcommands))
end

return M
