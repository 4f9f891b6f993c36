setlocal commentstring=#\ %s noexpandtab
