package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// squares is a batch that notes what came together, and fails where a number is 13.
func squares(most int, err error) (*batch[int, int], func() [][]int) {
	var mu sync.Mutex
	var together [][]int
	b := &batch[int, int]{most: most, linger: time.Millisecond, do: func(_ context.Context, list []int) ([]int, error) {
		mu.Lock()
		together = append(together, list)
		mu.Unlock()
		time.Sleep(time.Second) // a transaction
		out := make([]int, len(list))
		for i, n := range list {
			if n == 13 {
				return nil, err
			}
			out[i] = n * n
		}
		return out, nil
	}}
	return b, func() [][]int {
		mu.Lock()
		defer mu.Unlock()
		return together
	}
}

func sizes(lists [][]int) string {
	var all []int
	for _, list := range lists {
		all = append(all, len(list))
	}
	return fmt.Sprint(all)
}

// What is asked at about the same time goes together, and what comes meanwhile with the next.
func TestWhatIsAskedTogetherGoesTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, together := squares(5, nil)
		var group sync.WaitGroup
		ask := func(n int) {
			group.Go(func() {
				square, err := b.call(t.Context(), n)
				assert.NoError(t, err)
				assert.Equal(t, n*n, square)
			})
		}
		for n := range 4 {
			ask(n)
		}
		time.Sleep(500 * time.Millisecond) // the four are on their way
		for n := range 7 {
			ask(n)
		}
		group.Wait()
		assert.Equal(t, "[4 5 2]", sizes(together()))
		time.Sleep(time.Minute)
		ask(9)
		group.Wait()
		assert.Equal(t, "[4 5 2 1]", sizes(together()), "it rested, and begins anew")
	})
}

// The fault of one is not the others'; where nobody answers, it is nobody's, and nobody is
// asked one by one.
func TestTheFaultOfOneInABatchIsItsOwn(t *testing.T) {
	t.Parallel()
	odd := errors.New("an odd number")
	for name, row := range map[string]struct {
		asked    []int
		err      error
		together string
		failed   int
	}{
		"one of two":         {[]int{2, 13}, odd, "[2 1 1]", 1},
		"one of three":       {[]int{2, 13, 3}, odd, "[3 1 1 1]", 1},
		"alone":              {[]int{13}, odd, "[1]", 1},
		"the database hangs": {[]int{2, 13, 3}, context.DeadlineExceeded, "[3]", 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b, together := squares(10, row.err)
				errs := make([]error, len(row.asked))
				var group sync.WaitGroup
				for i, n := range row.asked {
					group.Go(func() { _, errs[i] = b.call(t.Context(), n) })
				}
				group.Wait()
				failed := 0
				for _, err := range errs {
					if err != nil {
						require.ErrorIs(t, err, row.err)
						failed++
					}
				}
				assert.Equal(t, row.failed, failed)
				assert.Equal(t, row.together, sizes(together()))
			})
		})
	}
}
