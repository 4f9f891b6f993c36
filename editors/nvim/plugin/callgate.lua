if vim.g.loaded_callgate then
  return
end
vim.g.loaded_callgate = true

vim.api.nvim_create_user_command('Callgate', function(command)
  require('callgate').command(vim.deepcopy(command.fargs))
end, {
  nargs = '+',
  desc = 'The kernel\'s system calls: goto NAME|NUMBER|ABI NUMBER',
  complete = function(lead)
    return require('callgate').complete(lead)
  end,
})
