package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

// estate is the size of a vCenter. Hosts, VMs, datastores and port groups are shared out evenly.
type estate struct {
	Datacenters     int `json:"datacenters"`
	Clusters        int `json:"clusters"`
	HostsPerCluster int `json:"hostsPerCluster"`
	Vms             int `json:"vms"`
	Datastores      int `json:"datastores"`
	Portgroups      int `json:"portgroups"`
}

// workers make VMs side by side: the simulator looks only every 10 ms whether a task has ended.
const workers = 128

var folderNames = []string{"Production", "Test", "Development", "Finance", "Logistics", "Archive", "Web", "Databases"}

// shape gives the model all but the VMs: it would make them one after the other, each with two waits of 20 ms.
func (e *estate) shape(model *simulator.Model) {
	share := func(total int) int { return (total + e.Datacenters - 1) / e.Datacenters }
	model.Datacenter = e.Datacenters
	model.Cluster = share(e.Clusters)
	model.ClusterHost = e.HostsPerCluster
	model.Host = 0
	model.Machine = 0
	model.Datastore = share(e.Datastores)
	model.Portgroup = share(e.Portgroups)
}

// site is what the VMs of one datacenter can be put on.
type site struct {
	pools      []*object.ResourcePool
	datastores []*object.Datastore
	folders    []*object.Folder
	networks   []types.BaseVirtualDeviceBackingInfo
}

// originals are made by the simulator as a client would ask for them; all other VMs are copies of them in
// memory, because the simulator needs 10 ms of computing and half a dozen files for each. The number lets the
// ways in which machineSpec varies meet in all combinations that matter.
const originals = 84

// build makes the VMs.
func build(model *simulator.Model, client *vim25.Client, size estate) error {
	ctx := context.Background()
	datacenters, err := find.NewFinder(client).DatacenterList(ctx, "*")
	if err != nil {
		return err
	}
	sites := make([]site, len(datacenters))
	for i, datacenter := range datacenters {
		if sites[i], err = survey(ctx, client, datacenter); err != nil {
			return err
		}
	}
	made := make([]*simulator.VirtualMachine, min(size.Vms, originals))
	err = inParallel(len(made), func(i int) error {
		made[i], err = makeMachine(ctx, model, sites[i%len(sites)], i)
		return err
	})
	if err != nil {
		return err
	}
	for i := len(made); i < size.Vms; i++ {
		copyMachine(model, sites[i%len(sites)], made[i%len(made)], i)
	}
	return nil
}

func survey(ctx context.Context, client *vim25.Client, datacenter *object.Datacenter) (site, error) {
	var found site
	finder := find.NewFinder(client).SetDatacenter(datacenter)
	folders, err := datacenter.Folders(ctx)
	if err != nil {
		return found, err
	}
	if found.pools, err = finder.ResourcePoolList(ctx, "*/Resources"); err != nil {
		return found, err
	}
	if found.datastores, err = finder.DatastoreList(ctx, "*"); err != nil {
		return found, err
	}
	networks, err := finder.NetworkList(ctx, "*DVPG*")
	if err != nil {
		return found, err
	}
	for _, network := range networks {
		backing, err := network.EthernetCardBackingInfo(ctx)
		if err != nil {
			return found, err
		}
		found.networks = append(found.networks, backing)
	}
	for _, name := range folderNames {
		folder, err := folders.VmFolder.CreateFolder(ctx, name)
		if err != nil {
			return found, err
		}
		inner, err := folder.CreateFolder(ctx, name+" 2")
		if err != nil {
			return found, err
		}
		found.folders = append(found.folders, folder, inner)
	}
	return found, nil
}

func makeMachine(ctx context.Context, model *simulator.Model, place site, i int) (*simulator.VirtualMachine, error) {
	spec := machineSpec(place, i)
	folder := place.folders[i%len(place.folders)]
	task, err := folder.CreateVM(ctx, spec, place.pools[i%len(place.pools)], nil)
	if err != nil {
		return nil, err
	}
	ref, err := finish(model, task)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", spec.Name, err)
	}
	vm := model.Map().Get(ref.(types.ManagedObjectReference)).(*simulator.VirtualMachine)
	if i%40 == 7 {
		task, err := object.NewVirtualMachine(folder.Client(), vm.Self).CreateSnapshot(ctx, "before update", "", false, false)
		if err != nil {
			return nil, err
		}
		if _, err := finish(model, task); err != nil {
			return nil, err
		}
	}
	run(model, vm, i)
	return vm, nil
}

// copyMachine puts a copy of a VM into another folder and onto another host.
func copyMachine(model *simulator.Model, place site, original *simulator.VirtualMachine, i int) {
	registry, ctx := model.Map(), model.Service.Context
	name := machineName(i)
	vm := &simulator.VirtualMachine{
		VirtualMachine: replicate(original.VirtualMachine, original.Name, name),
		DataSets:       map[string]*simulator.DataSet{},
	}
	vm.Snapshot, vm.RootSnapshot, vm.RecentTask = nil, nil, nil
	registry.NewEntity(vm)
	vm.Summary.Vm = &vm.Self
	vm.Config.Uuid, vm.Config.InstanceUuid = uuid.NewString(), uuid.NewString()
	vm.Summary.Config.Uuid, vm.Summary.Config.InstanceUuid = vm.Config.Uuid, vm.Config.InstanceUuid
	renew(vm, i)

	pool := registry.Get(place.pools[i%len(place.pools)].Reference()).(*simulator.ResourcePool)
	hosts := registry.Get(pool.Owner).(*simulator.ClusterComputeResource).Host
	host := registry.Get(hosts[i/len(place.pools)%len(hosts)]).(*simulator.HostSystem)
	vm.ResourcePool = &pool.Self
	vm.Runtime.Host, vm.Summary.Runtime.Host = &host.Self, &host.Self
	pool.Vm = append(pool.Vm, vm.Self)
	host.Vm = append(host.Vm, vm.Self)
	for _, ref := range vm.Datastore {
		store := registry.Get(ref).(*simulator.Datastore)
		store.Vm = append(store.Vm, vm.Self)
	}
	folder := registry.Get(place.folders[i%len(place.folders)].Reference()).(*simulator.Folder)
	registry.PutEntity(folder, vm)
	registry.AppendReference(ctx, folder, &folder.ChildEntity, vm.Self)
	run(model, vm, i)
}

// finish waits for a task inside the simulator and answers with its result. A client would ask the property
// collector, which looks at the whole inventory for each change of anything.
func finish(model *simulator.Model, task *object.Task) (types.AnyType, error) {
	running := model.Map().Get(task.Reference()).(*simulator.Task)
	running.Wait()
	if fault := running.Info.Error; fault != nil {
		return nil, fmt.Errorf("%s: %T", running.Info.DescriptionId, fault.Fault)
	}
	return running.Info.Result, nil
}

// inParallel calls work for each number below count, and answers with the first error.
func inParallel(count int, work func(int) error) error {
	numbers := make(chan int)
	failed := make(chan error, workers)
	var group sync.WaitGroup
	for range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			var first error
			for number := range numbers {
				if first == nil {
					first = work(number)
				}
			}
			failed <- first
		}()
	}
	for number := range count {
		numbers <- number
	}
	close(numbers)
	group.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}
