" The system call tables of the Linux kernel.
autocmd BufRead,BufNewFile */syscalls/*.tbl,syscall*.tbl setfiletype syscalltbl
